import { textAt, type JsonObject, valueAt } from "../json";
import type { World } from "../state";
import { configurationRefusal, type Rule, includesOs } from "./rule";
import type { AttachedDisk } from "../guest/hardware";
import { memTotalInKB } from "../guest/commands/shell";

const isASeries = (family: string): boolean => /^(standard|basic)A(\d|v\d|family)/i.test(family);
const isLSeries = (family: string): boolean => /^standard ?L/i.test(family);
const isLsv2 = (family: string): boolean => /^standardLSv2Family$/i.test(family);

/** The last `v<n>` of a family's name: `StandardDdsv6Family`, `StandardNVadsV710v5Family`. */
function versionOf(family: string): number {
  return Number([...family.matchAll(/v(\d+)/gi)].at(-1)?.[1] ?? 1);
}

/**
 * Sizes that Azure Disk Encryption does not support.
 *
 * Current: Basic, A-series, the whole L family, version 6 and newer (overview and restrictions pages of 2026-02-20, where they differ the
 * stricter). Module: Basic, A-series, Lsv2. No document gives the text.
 */
export const sizeSupported: Rule = (request) => {
  const { world, hardware } = request;
  return familySupported(world, hardware.sku)
    ? undefined
    : configurationRefusal(
        request,
        `(sandbox) Azure Disk Encryption does not support VM size ${hardware.vmSize} (family ${textAt(hardware.sku, "family") ?? ""}).`,
      );
};

/** Whether Azure Disk Encryption takes the family of a size; a size that is not in the list counts as one that it takes. */
export function familySupported({ edition }: Pick<World, "edition">, sku: JsonObject | undefined): boolean {
  const family = textAt(sku, "family");
  if (family === undefined) return true;
  if (textAt(sku, "tier")?.toLowerCase() === "basic" || isASeries(family)) return false;
  return edition === "module" ? !isLsv2(family) : !isLSeries(family) && versionOf(family) < 6;
}

/** The training module excludes Generation 2 VMs; Azure supports them since 2021. Enforced in the module edition alone. */
export const generationSupported: Rule = (request) =>
  request.world.edition === "module" && request.hardware.hyperVGeneration === "V2"
    ? configurationRefusal(
        request,
        "(sandbox) Azure Disk Encryption is not available on Generation 2 VMs (training module).",
      )
    : undefined;

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

/** Encryption at host and Azure Disk Encryption exclude each other. Source: restrictions of encryption at host. No text is documented. */
export const noEncryptionAtHost: Rule = (request) =>
  valueAt(request.virtualMachine.properties, "securityProfile", "encryptionAtHost") === true
    ? configurationRefusal(
        request,
        "(sandbox) Azure Disk Encryption can't be enabled on a VM with encryption at host.",
      )
    : undefined;

const minimumInGB = 2;
const minimumForOsVolumeInKB = 7_000_000;

/**
 * 2 GB for all (both editions); for a Linux OS volume the extension reads `MemTotal` and wants 7,000,000 kB.
 *
 * Source: overview pages; Azure/azure-linux-extensions, VMEncryption, `check_util`. The documents' rule of twice the root usage is not
 * tested by the extension, so it is not here. The module knows 2 GB only.
 */
export const memorySufficient: Rule = (request) => {
  const { world, guest, hardware } = request;
  const { memoryInGB } = hardware;
  if (memoryInGB === undefined) return undefined;
  if (memoryInGB < minimumInGB) {
    return configurationRefusal(
      request,
      `(sandbox) Azure Disk Encryption needs ${minimumInGB} GB of memory; size ${hardware.vmSize} has ${memoryInGB} GB.`,
    );
  }
  // Once its OS volume is encrypted, a VM may have less: the extension looks only before ("Azure Disk Encryption for Linux VMs", memory).
  const osIsPlain = request.volumes.some(({ role, state }) => role === "os" && state === "decrypted");
  const osVolumeOnLinux =
    guest.osType === "Linux" && includesOs(request) && osIsPlain && world.edition === "current";
  return osVolumeOnLinux && memTotalInKB(memoryInGB) < minimumForOsVolumeInKB
    ? configurationRefusal(
        request,
        "Not enough memory for enabling encryption on OS volume. 8 GB memory is recommended.",
      )
    : undefined;
};
