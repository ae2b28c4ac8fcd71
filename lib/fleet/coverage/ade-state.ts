import type { Told } from "../nouns/told";
import { type AdeStamp } from "../nouns/inventory";
import { known, type OsType } from "@runbooks/azure";
import { adeByResourceManager, diskEncryptionExtension } from "@runbooks/disk-encryption";
import { adeSettingsOf, isStampDenied, stampOfHeldDisk, type AdeMachine } from "./ade-stamp";
import type { CopyCoverage, CoverageAde, CoverageRole, Eligibility } from "./coverage";
import type { HeldDisk } from "./holders";

/** How far Azure Disk Encryption is with a disk, and what the VM's extension says of a stamp's having come true. */
export interface AdeState {
  readonly state: CoverageAde;
  /** What was asked for, by whatever tells it; undefined: not told. */
  readonly stamp: AdeStamp | undefined;
  /** The extension's last word speaks against it, or was not read although there may be one. */
  readonly isDoubted: boolean;
  /** The VM has the extension, or may have it, and nothing was read of what it reported. */
  readonly isUnread: boolean;
  /** Whatever the extension did last, it succeeded. */
  readonly hasSucceeded: boolean;
}

/**
 * How far Azure Disk Encryption is with a disk in a VM's hands, by what stamps it and by what the VM's extension reported, where it was read.
 *
 * Where the VM's model alone asks for it and something else speaks against that, it is in doubt, and an extension's success says nothing of it.
 */
export function adeStateOf(held: HeldDisk, vm: AdeMachine | undefined): AdeState {
  const told = toldOf(vm);
  const stamp = stampOfHeldDisk(held, vm);
  const state = ofStamp(stamp, held.role, vm);
  return isStampDenied(held, vm)
    ? { state, stamp, ...told, isDoubted: true, hasSucceeded: false }
    : { state, stamp, ...told };
}

/** By the stamp alone: of a disk that no VM holds, of a snapshot. */
export function adeStateOfStamp(stamp: AdeStamp | undefined): CopyCoverage["azureDiskEncryption"] {
  switch (stamp) {
    case "never":
      return "none";
    case "on":
      return "asked-for";
    case "off":
      return "once";
    case undefined:
      return "unknown";
  }
}

function ofStamp(stamp: AdeStamp | undefined, role: "os" | "data", vm: AdeMachine | undefined): CoverageAde {
  if (stamp === undefined) return "unknown";
  const settings = stamp === "never" ? {} : { encryptionSettings: { enabled: stamp === "on", settings: [] } };
  const { state } = adeByResourceManager(role, known(settings, "the inventory"), {
    osType: osTypeOf(vm),
    extensions: vm?.extensions ?? [],
  });
  if (state === "unknown") return "asked-for";
  return state === "none" ? adeStateOfStamp(stamp) : state;
}

/** The VM's own, else that of its extension, else the one of which nothing is concluded without its guest. */
function osTypeOf(vm: AdeMachine | undefined): OsType {
  if (vm?.osType !== undefined) return vm.osType;
  const extension = diskEncryptionExtension({ extensions: vm?.extensions ?? [] });
  return extension?.type.toLowerCase() === "azurediskencryptionforlinux" ? "Linux" : "Windows";
}

/**
 * What the extension last said, by its instance view or else by its resource alone.
 *
 * The resource alone says enough on Windows, where the instance view has no more than "succeeded" either. On Linux it says `Succeeded` from the
 * moment the disks are stamped, hours before they are encrypted: there only the instance view tells.
 *
 * @see "How to verify encryption status for Linux VMs", 2025-09-23, and the extension's code (Azure/azure-linux-extensions, VMEncryption 1.4.0.12, 2026-06-01)
 */
function toldOf(vm: AdeMachine | undefined): Omit<AdeState, "state" | "stamp"> {
  if (vm?.extensions === undefined) {
    const hasSucceeded = vm?.adeExtension?.provisioningState?.toLowerCase() === "succeeded";
    const isOpen = vm?.hasAdeExtension !== false && !(hasSucceeded && vm.osType === "Windows");
    return { isDoubted: isOpen, isUnread: isOpen, hasSucceeded };
  }
  const extension = diskEncryptionExtension({ extensions: vm.extensions });
  const [, state] = /^ProvisioningState\/([a-z]+)/i.exec(extension?.statusCode ?? "") ?? [];
  const last = (state ?? extension?.provisioningState ?? "").toLowerCase();
  return {
    isDoubted: last !== "" && last !== "succeeded",
    isUnread: (extension !== undefined || vm.hasAdeExtension === true) && extension?.statusCode === undefined,
    hasSucceeded: last === "succeeded",
  };
}

/**
 * How far Azure Disk Encryption is with a VM's temporary disk, which carries no stamp: asked for together with the others, where the extension's
 * settings were read and name it.
 *
 * @see "Azure Disk Encryption scenarios on Windows VMs", and "on Linux VMs", 2026-02-20: with volume type All; on Linux with EncryptFormatAll
 */
export function temporaryAdeState(others: readonly CoverageAde[], vm: AdeMachine): Omit<AdeState, "stamp"> {
  const told = toldOf(vm);
  if (others.every((state) => state === "none" || state === "once")) return { state: "none", ...told };
  const { operation, volumeType } = adeSettingsOf(vm);
  if (vm.osType === undefined || typeof operation !== "string" || typeof volumeType !== "string")
    return { state: "unknown", ...told };
  const isAskedFor =
    vm.osType === "Windows"
      ? operation === "EnableEncryption" && volumeType === "All"
      : operation === "EnableEncryptionFormatAll";
  return { state: isAskedFor ? "asked-for" : "none", ...told };
}

/**
 * How Azure Disk Encryption stands to a disk: in use where it is stamped, and not known where it may be.
 *
 * @param counts - whether it counts: `no` for what is not known rules it out.
 * @param otherwise - how it stands to a disk that does not have it.
 */
export function adeEligibility(
  stamp: AdeStamp | undefined,
  state: CoverageAde,
  counts: Told,
  otherwise: Eligibility,
): Eligibility {
  if (stamp === "on") return "in-use";
  return state === "unknown" && counts !== "no" ? "unknown" : otherwise;
}

/**
 * Whether a disk stops unlocking after Azure Disk Encryption retires on 2028-09-15: one of which something is encrypted by it, or is about to
 * be ("Retirement notice of Azure Disk Encryption": encrypted disks no longer unlock after a reboot). A temporary disk is made anew at each start
 * elsewhere, and holds nothing that has to be unlocked.
 *
 * @param counts - whether a stamp counts, where no more than that is known.
 */
export function exposureOf(
  role: CoverageRole,
  { state, isUnread, hasSucceeded }: Pick<AdeState, "state" | "isUnread" | "hasSucceeded">,
  counts: Told,
): Told {
  if (role === "temporary") return "no";
  switch (state) {
    case "stamped":
    case "in-progress":
    case "reboot-pending":
    case "encrypted":
    case "decrypting":
      return "yes";
    // Where it is not known how far an extension is that succeeded, it has begun at least.
    case "asked-for":
      return counts === "yes" || (counts === "unknown" && hasSucceeded) ? "yes" : "unknown";
    // No document says what becomes of a disk that carries settings while nothing on it is encrypted.
    case "stale":
      return "unknown";
    case "unknown":
      return counts === "no" ? "no" : "unknown";
    // An extension that was not read may still be at decrypting it.
    case "once":
      return isUnread ? "unknown" : "no";
    case "none":
      return "no";
  }
}
