import { AzureError } from "../errors";
import { guestOf } from "../guest/guest";
import { textAt } from "../json";
import type { Resource, World } from "../state";

const neverOfOsDisks: readonly string[] = ["UltraSSD_LRS", "PremiumV2_LRS"];

/**
 * Refuses a change of a disk's type that Azure would. No document gives the texts.
 *
 * "Change the disk type of an Azure managed disk" (2023-02-09): the conversion is done on a deallocated VM; "Azure managed disk
 * types": neither an Ultra Disk nor a Premium SSD v2 can be an OS disk.
 */
export function assertTypeChangeAccepted(world: World, old: Resource, sku: string | undefined): void {
  const before = textAt(old.sku, "name");
  if (sku === before || sku === undefined) return;
  if (
    textAt(old.properties, "osType") !== undefined &&
    [before, sku].some((one) => neverOfOsDisks.includes(one ?? ""))
  ) {
    throw refusal(
      400,
      "InvalidParameter",
      `Disk '${old.name}' is an OS disk, which can't be ${neverOfOsDisks.join(" or ")}.`,
    );
  }
  if (old.managedBy === undefined || guestOf(world, old.managedBy)?.powerState === "deallocated") return;
  throw refusal(
    409,
    "OperationNotAllowed",
    `The type of disk '${old.name}' can't be changed while it is attached to a VM that is not deallocated.`,
  );
}

const refusal = (status: number, code: string, message: string): AzureError =>
  new AzureError(status, code, `(sandbox) ${message}`, { target: "disk.sku" });
