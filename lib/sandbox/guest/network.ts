import type { GuestOperatingSystem } from "./guest";

/** Where guest and host meet: "What is IP address 168.63.129.16?", Azure documentation. */
export const hostAddress = "168.63.129.16";
/** The instance metadata service. */
export const metadataAddress = "169.254.169.254";

/** Where the host hands on to Azure Storage what an agent fetches and reports ("Virtual machine extensions and features for Windows"). */
export const hostPluginPort = 32526;

/**
 * Whether a guest reaches a host; a blocked `*.vault.azure.net` blocks all below it, and a blocked `168.63.129.16` all its ports.
 *
 * @param host - with its port where it is not the usual one: `168.63.129.16:32526`.
 */
export function reaches({ specification }: GuestOperatingSystem, host: string): boolean {
  const asked = host.toLowerCase();
  return !(specification.blockedHosts ?? []).some((entry) => {
    const blocked = entry.toLowerCase();
    return blocked.startsWith("*.")
      ? asked.replace(/:\d+$/, "").endsWith(blocked.slice(1))
      : asked === blocked || asked.startsWith(`${blocked}:`);
  });
}
