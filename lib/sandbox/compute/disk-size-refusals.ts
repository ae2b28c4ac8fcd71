import { AzureError } from "../errors";
import { isJsonObject, listAt, numberAt, textAt, valueAt, type Json, type JsonObject } from "../json";

const largeKinds: readonly string[] = ["UltraSSD_LRS", "PremiumV2_LRS"];

/**
 * Refuses a new disk of a size that Azure does not make. Sizes: "Azure managed disk types", disk type comparison; code and form of the text:
 * that of other numbers out of range, microsoft/lisa#692.
 *
 * @param target - what of the request says the size.
 */
export function assertDiskSize(
  target: string,
  sizeInGB: number | undefined,
  { isOsDisk, sku }: { readonly isOsDisk: boolean; readonly sku: string | undefined },
): void {
  const most = isOsDisk ? 4095 : largeKinds.includes(sku ?? "") ? 65536 : 32767;
  if (sizeInGB === undefined || (sizeInGB >= 1 && sizeInGB <= most)) return;
  throw new AzureError(
    400,
    "InvalidParameter",
    `(sandbox) The value '${sizeInGB}' of parameter '${target}' is out of range. Value '${sizeInGB}' must be between '1' and '${most}' inclusive.`,
    { target },
  );
}

/** The same for the disks that a VM's storage profile has made. */
export function assertSizesOfNewDisks(profile: JsonObject): void {
  const isNew = (disk: Json): boolean => textAt(disk, "managedDisk", "id") === undefined;
  const skuOf = (disk: Json): string | undefined => textAt(disk, "managedDisk", "storageAccountType");
  const osDisk = valueAt(profile, "osDisk");
  if (isNew(osDisk))
    assertDiskSize("osDisk.diskSizeGB", numberAt(osDisk, "diskSizeGB"), {
      isOsDisk: true,
      sku: skuOf(osDisk),
    });
  for (const disk of listAt(profile, "dataDisks").filter(isJsonObject)) {
    if (isNew(disk))
      assertDiskSize("dataDisk.diskSizeGB", numberAt(disk, "diskSizeGB"), {
        isOsDisk: false,
        sku: skuOf(disk),
      });
  }
}
