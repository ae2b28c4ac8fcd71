import type { GuestOperatingSystem } from "./guest";

/** Where guest and host meet: "What is IP address 168.63.129.16?", Azure documentation. */
export const hostAddress = "168.63.129.16";
/** The instance metadata service. */
export const metadataAddress = "169.254.169.254";

/** Whether a guest reaches a host; a blocked `*.vault.azure.net` blocks all below it. */
export function reaches({ specification }: GuestOperatingSystem, host: string): boolean {
  return !(specification.blockedHosts ?? []).some((blocked) =>
    blocked.startsWith("*.")
      ? host.toLowerCase().endsWith(blocked.slice(1).toLowerCase())
      : host.toLowerCase() === blocked.toLowerCase(),
  );
}
