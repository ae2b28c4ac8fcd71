import { textAt, valueAt } from "../json";
import type { AttachedDisk } from "../guest/hardware";
import { configurationRefusal, type Rule } from "./rule";

/** Disks that Azure Disk Encryption does not support, and what they are called. */
const unsupportedDisks: readonly (readonly [what: string, is: (disk: AttachedDisk) => boolean])[] = [
  ["is an ultra disk", ({ sku }) => sku === "UltraSSD_LRS"],
  ["is a Premium SSD v2 disk", ({ sku }) => sku === "PremiumV2_LRS"],
  ["is an ephemeral OS disk", ({ ephemeral }) => ephemeral],
  ["has Write Accelerator on", ({ writeAcceleratorEnabled }) => writeAcceleratorEnabled],
  ["is a shared disk", ({ resource }) => Number(valueAt(resource?.properties, "maxShares") ?? 1) > 1],
  [
    "is encrypted with a customer-managed key on the server side",
    ({ resource }) => (textAt(resource?.properties, "encryption", "type") ?? "").includes("Customer"),
  ],
];

/** The training module supports unmanaged disks as well: they are refused in the current edition alone. */
const retiredDisks: typeof unsupportedDisks = [
  ["is an unmanaged disk; unmanaged disks were retired on 2026-03-31", ({ vhdUri }) => vhdUri !== undefined],
];

/**
 * Every disk of the VM has to be of a supported kind, whatever volumes are asked for.
 *
 * Source: restrictions in "Azure Disk Encryption scenarios on Windows VMs" and "... on Linux VMs" (2026-02-20); "Unmanaged disks
 * deprecation" (2025-08-28). No document gives the text.
 */
export const disksSupported: Rule = (request) => {
  const refused =
    request.world.edition === "module" ? unsupportedDisks : [...retiredDisks, ...unsupportedDisks];
  for (const disk of request.hardware.disks) {
    const [what] = refused.find(([, is]) => is(disk)) ?? [];
    if (what !== undefined) {
      return configurationRefusal(
        request,
        `(sandbox) Azure Disk Encryption does not support disk '${disk.name}': it ${what}.`,
      );
    }
  }
  return undefined;
};
