import { type InventoriedImage, type InventoriedSnapshot } from "../nouns/inventory";
import { isResourceId, parseResourceId } from "@runbooks/azure";
import { adeStateOfStamp } from "./ade-state";
import type { CoverageContext } from "./context";
import type { CopyCoverage, CoverageServerSide } from "./coverage";
import { namedSetIdOf } from "./evaluated-facts";
import { confidentialityOf, serverSideOfDisk, serverSideOfType } from "./server-side";

/**
 * Makes the row of a snapshot. Pure.
 *
 * @param isThere - whether a disk or snapshot is in the inventory, by its id in lower case.
 */
export function snapshotRow(
  snapshot: InventoriedSnapshot,
  isThere: (key: string) => boolean,
  context: CoverageContext,
): CopyCoverage {
  const { adeStamp, sourceDiskId } = snapshot;
  const setId = namedSetIdOf(undefined, snapshot);
  const confidential = confidentialityOf(snapshot, snapshot.osType !== null, undefined);
  return {
    ...commonOf(snapshot, context),
    kind: "snapshot",
    serverSide: serverSideOfDisk({
      attached: undefined,
      disk: snapshot,
      confidential,
      size: undefined,
      setType: typeof setId === "string" ? context.set(setId)?.encryptionType : undefined,
    }),
    diskEncryptionSet: typeof setId === "string" ? context.setId(setId) : null,
    azureDiskEncryption: adeStateOfStamp(adeStamp),
    source: sourceOf(sourceDiskId, isThere, context),
  };
}

/**
 * Makes the row of an image, by its disks' sets: a set's type is that of the disk. Pure.
 *
 * Nothing in an image's list tells of Azure Disk Encryption. Its source is that of its OS disk.
 *
 * @param isThere - whether a disk or snapshot is in the inventory, by its id in lower case.
 */
export function imageRow(
  image: InventoriedImage,
  isThere: (key: string) => boolean,
  context: CoverageContext,
): CopyCoverage {
  const setIds = image.disks?.map(({ diskEncryptionSetId }) => diskEncryptionSetId);
  const first = setIds?.find((id) => id !== null) ?? null;
  return {
    ...commonOf(image, context),
    kind: "image",
    serverSide: serverSideOfImage(setIds, context),
    diskEncryptionSet: first === null ? null : context.setId(first),
    azureDiskEncryption: "unknown",
    source: sourceOf(image.disks?.find(({ role }) => role === "os")?.sourceId, isThere, context),
  };
}

/** An image is as its weakest disk: one without a set has the platform's key. */
function serverSideOfImage(
  setIds: readonly (string | null)[] | undefined,
  context: CoverageContext,
): CoverageServerSide {
  if (setIds === undefined || setIds.length === 0) return "unknown";
  if (setIds.includes(null)) return "platform-key";
  const kinds = setIds.map((id) =>
    serverSideOfType(id === null ? undefined : context.set(id)?.encryptionType),
  );
  if (kinds.includes("unknown")) return "unknown";
  return kinds.includes("customer-key") ? "customer-key" : (kinds[0] ?? "unknown");
}

function commonOf(
  { id, name, subscriptionId, resourceGroupName, location }: InventoriedSnapshot | InventoriedImage,
  context: CoverageContext,
): Pick<CopyCoverage, "id" | "name" | "subscriptionId" | "subscriptionName" | "resourceGroup" | "location"> {
  return {
    id,
    name,
    subscriptionId,
    subscriptionName: context.subscriptionName(subscriptionId),
    resourceGroup: resourceGroupName,
    location: context.region(location),
  };
}

/** A snapshot that was taken of no disk, as one that was imported, has none that is there. */
function sourceOf(
  sourceDiskId: string | null | undefined,
  isThere: (key: string) => boolean,
  { isListed }: CoverageContext,
): CopyCoverage["source"] {
  if (sourceDiskId === undefined) return "unknown";
  if (sourceDiskId === null) return "gone";
  if (isThere(sourceDiskId.toLowerCase())) return "there";
  if (!isResourceId(sourceDiskId)) return "unknown";
  const { subscriptionId, type } = parseResourceId(sourceDiskId);
  const kind = type.toLowerCase() === "microsoft.compute/snapshots" ? "snapshots" : "disks";
  return isListed(kind, subscriptionId) ? "gone" : "unknown";
}
