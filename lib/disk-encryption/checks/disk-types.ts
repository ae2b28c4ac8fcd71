import type { Check } from "./check";
import { disksOf, type DiskOfVirtualMachine } from "./attached-disks";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, unknown } from "./verdict";

const FIX =
  "Detach the disk, or move its data to a disk of a supported kind; or protect the VM with encryption at host instead.";

/**
 * Kinds of disks that the current documents refuse. The module says nothing.
 *
 * @see "Azure Disk Encryption scenarios on Windows VMs", Restrictions, 2026-02-20; shared disks: azure-powershell issue 4301
 */
export const diskTypes: Check = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const refused = disksOf(facts).flatMap((disk) =>
    refusals(disk).map((why) => `${disk.attached.name} ${why}`),
  );
  if (refused.length > 0) return fail(`Not supported: ${inWords(refused)}.`, FIX);
  return unreadDisks(facts, "kind") ?? pass("Every disk is of a supported kind.");
};

function refusals({ attached, managed }: DiskOfVirtualMachine): readonly string[] {
  const disk = managed?.kind === "known" ? managed.value : undefined;
  const sku = (disk?.sku ?? attached.storageAccountType ?? "").toLowerCase();
  const all: readonly (readonly [boolean, string])[] = [
    [sku === "ultrassd_lrs", "is an ultra disk"],
    [sku === "premiumv2_lrs", "is a Premium SSD v2 disk"],
    [attached.ephemeral, "is an ephemeral OS disk"],
    [attached.writeAcceleratorEnabled, "has Write Accelerator on"],
    [(disk?.maxShares ?? 1) > 1, "is a shared disk"],
  ];
  return all.filter(([is]) => is).map(([, why]) => why);
}

/** `unknown` where a managed disk could not be read. */
export function unreadDisks(
  facts: Pick<EncryptionFacts, "virtualMachine" | "disks">,
  what: string,
): Verdict | undefined {
  const unread = disksOf(facts).flatMap(({ attached, managed }) =>
    managed?.kind === "missing" ? [`${attached.name} (${managed.reason})`] : [],
  );
  return unread.length === 0
    ? undefined
    : unknown(
        `${what} of ${inWords(unread)}`,
        "See that you may read the disks (Microsoft.Compute/disks/read) and check again.",
      );
}
