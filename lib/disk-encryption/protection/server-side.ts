import { type AttachedDisk, type Fact, type ManagedDisk, sameResourceId } from "@runbooks/azure";
import type { CustomerKey, HostKey, ServerSideEncryption, ViewStatement } from "./protection";
import type { CustomerKeyView, ProtectionViews } from "./views";

/** How a disk is encrypted at rest, whatever the guest does with it. */
export function serverSideOf(
  disk: AttachedDisk,
  resource: Fact<ManagedDisk> | undefined,
  views: ProtectionViews,
): ServerSideEncryption {
  if (disk.managedDiskId === undefined) return { kind: "none", because: "unmanaged-disk" };
  // Its resource tells of a managed disk, but what is written to it stays on the host.
  if (disk.ephemeral) return localEncryption(views, "ephemeral-disk");
  if (resource === undefined || resource.kind === "missing") {
    return { kind: "unknown", missing: resource?.reason ?? `disk ${disk.name} was not read` };
  }
  return serverSideOfStored(resource.value, views);
}

/** How Storage encrypts a managed disk or a snapshot: by what its resource says. */
export function serverSideOfStored(
  { encryptionType, diskEncryptionSetId = "" }: Pick<ManagedDisk, "encryptionType" | "diskEncryptionSetId">,
  views: Pick<ProtectionViews, "customerKeys"> = {},
): ServerSideEncryption {
  switch (encryptionType) {
    case "EncryptionAtRestWithCustomerKey":
      return { kind: "customer-key", ...customerKey(diskEncryptionSetId, views) };
    case "EncryptionAtRestWithPlatformAndCustomerKeys":
      return { kind: "platform-and-customer-key", ...customerKey(diskEncryptionSetId, views) };
    case "EncryptionAtRestWithPlatformKey":
      return { kind: "platform-key" };
    default:
      return { kind: "unknown", missing: `encryption type '${encryptionType}' is not known` };
  }
}

/**
 * How a disk on the host itself is encrypted at rest: by sizes of version 5 and later, and not otherwise but by encryption at host.
 *
 * @see "Server-side encryption of Azure managed disks", 2026-04-02
 */
export function localEncryption(
  { encryptsLocalDisks }: Pick<ProtectionViews, "encryptsLocalDisks">,
  because: "temporary-disk" | "ephemeral-disk",
): ServerSideEncryption {
  if (encryptsLocalDisks?.kind === "missing") return { kind: "unknown", missing: encryptsLocalDisks.reason };
  if (encryptsLocalDisks?.value === true) return { kind: "local-encryption" };
  return { kind: "none", because };
}

/** Whose key the host encrypts a disk with; undefined where it does not. */
export function hostKeyOf(
  { virtualMachine }: ProtectionViews,
  serverSide: ServerSideEncryption,
): HostKey | undefined {
  if (!virtualMachine.encryptionAtHost) return undefined;
  switch (serverSide.kind) {
    case "customer-key":
    case "platform-and-customer-key":
      return "customer-key";
    case "unknown":
      return "unknown";
    case "platform-key":
    case "local-encryption":
    case "none":
      return "platform-key";
  }
}

/** What the vault says of the customer's key of a disk; undefined where it has none, or nobody looked. */
export function customerKeyStatement(
  resource: Fact<ManagedDisk> | undefined,
  views: ProtectionViews,
): ViewStatement | undefined {
  const view = customerKeyOf(resource, views);
  if (view === undefined) return undefined;
  return view.kind === "known"
    ? { says: `customer's key ${view.value.state}`, source: "key vault" }
    : { says: `customer's key not read: ${view.reason}`, source: "-" };
}

/** What can't go together of a disk and its customer's key. */
export function customerKeyContradictions(
  resource: Fact<ManagedDisk> | undefined,
  views: ProtectionViews,
): readonly string[] {
  const view = customerKeyOf(resource, views);
  return view?.kind === "known" && view.value.state !== "usable"
    ? [
        `The disk is encrypted at rest with a key that is ${view.value.state}: its VM stops, or does not start, until the key is there again.`,
      ]
    : [];
}

function customerKeyOf(
  resource: Fact<ManagedDisk> | undefined,
  { customerKeys = [] }: ProtectionViews,
): Fact<CustomerKeyView> | undefined {
  const setId = resource?.kind === "known" ? resource.value.diskEncryptionSetId : undefined;
  if (setId === undefined) return undefined;
  const read = customerKeys.find(
    (view) => view.kind === "known" && sameResourceId(view.value.diskEncryptionSetId, setId),
  );
  // A missing fact names no set: it may be this one's.
  return read ?? customerKeys.find(({ kind }) => kind === "missing");
}

function customerKey(
  diskEncryptionSetId: string,
  { customerKeys = [] }: Pick<ProtectionViews, "customerKeys">,
): CustomerKey {
  const view = customerKeys.find(
    (one) => one.kind === "known" && sameResourceId(one.value.diskEncryptionSetId, diskEncryptionSetId),
  );
  return { diskEncryptionSetId, ...(view?.kind === "known" ? { keyUrl: view.value.keyUrl } : {}) };
}
