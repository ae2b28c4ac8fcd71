import { fail, pass, unknown, type Check } from "./check";
import type { EncryptionFacts } from "./facts";

const unsupportedSkus: Readonly<Record<string, string>> = {
  UltraSSD_LRS: "an ultra disk",
  PremiumV2_LRS: "a Premium SSD v2 disk",
};

export const diskTypes: Check = (facts) => {
  const unsupported = [...attachedReasons(facts), ...resourceReasons(facts)];
  if (unsupported.length > 0) return fail(`${unsupported.join("; ")}.`);
  const unread = facts.disks.find(({ kind }) => kind === "missing");
  return unread?.kind === "missing" ? unknown(unread.reason) : pass("Every disk is of a supported type.");
};

/** What the VM's model tells. */
function attachedReasons({ virtualMachine: { osDisk, dataDisks } }: EncryptionFacts): readonly string[] {
  return [osDisk, ...dataDisks].flatMap(({ name, ephemeral, writeAcceleratorEnabled }) => [
    ...(ephemeral ? [`${name} is an ephemeral OS disk`] : []),
    ...(writeAcceleratorEnabled ? [`${name} uses Write Accelerator`] : []),
  ]);
}

/** What the disk resources tell. */
function resourceReasons({ disks }: EncryptionFacts): readonly string[] {
  return disks.flatMap((disk) => {
    if (disk.kind === "missing") return [];
    const { name, sku, maxShares } = disk.value;
    const unsupported = unsupportedSkus[sku];
    return [
      ...(unsupported === undefined ? [] : [`${name} is ${unsupported}`]),
      ...(maxShares > 1 ? [`${name} is a shared disk`] : []),
    ];
  });
}
