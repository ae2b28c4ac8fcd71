import type { GuestOperatingSystem } from "./guest";
import { paused, resumed } from "./volume-encryption";

/** The VM comes on. An operating system that comes up with it goes on with encryption where it stopped. */
export function boot(guest: GuestOperatingSystem, now: Date): void {
  guest.powerState = "running";
  if (guest.bootState.kind !== "up") return;
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
