import type { VirtualMachine } from "@runbooks/azure";

/** Where the host's HostGAPlugin answers: a supported agent reaches Azure Storage through it, the extension repository included. */
const HOST_PLUGIN = "168.63.129.16:32526";

/**
 * What a guest must reach of its host: the wire server, the HostGAPlugin, and the instance metadata service.
 *
 * @see "Azure Disk Encryption troubleshooting guide" (Windows VMs), Azure Instance Metadata Service, 2026-07-14
 * @see "Virtual machine extensions and features for Windows", Network access, 2025-08-18
 */
export const hostAddresses: readonly string[] = ["168.63.129.16", HOST_PLUGIN, "169.254.169.254"];

/** Microsoft Entra's host in the public cloud. */
export const PUBLIC_AUTHORITY_HOST = "login.microsoftonline.com";

/** Hosts of the storage accounts that hold a VM's unmanaged disks. A managed disk is in no storage account that a guest could reach. */
export function storageHostsOf({ osDisk, dataDisks }: VirtualMachine): readonly string[] {
  const uris = [osDisk, ...dataDisks].flatMap(({ vhdUri }) => (vhdUri === undefined ? [] : [vhdUri]));
  return [...new Set(uris.filter((uri) => URL.canParse(uri)).map((uri) => new URL(uri).host.toLowerCase()))];
}
