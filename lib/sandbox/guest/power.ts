import type { GuestOperatingSystem } from "./guest";
import { paused, resumed } from "./volume-encryption";

/** The guest comes up: encryption goes on where it stopped. */
export function boot(guest: GuestOperatingSystem, now: Date): void {
  guest.powerState = "running";
  guest.bootedAt = now;
  for (const [key, encryption] of guest.encryption) guest.encryption.set(key, resumed(encryption, now));
}

/** The guest goes down: encryption waits. */
export function shutDown(
  guest: GuestOperatingSystem,
  powerState: "stopped" | "deallocated",
  now: Date,
): void {
  guest.powerState = powerState;
  for (const [key, encryption] of guest.encryption) guest.encryption.set(key, paused(encryption, now));
}
