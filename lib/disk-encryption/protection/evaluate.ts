import {
  defined,
  type AttachedDisk,
  type Fact,
  type ManagedDisk,
  missing,
  sameResourceId,
  type VirtualMachine,
} from "@runbooks/azure";
import { type GuestVolume } from "../nouns/guest";
import { extensionReport, type ExtensionReport } from "./extension-state";
import type {
  AzureDiskEncryption,
  DiskProtection,
  ViewStatement,
  VirtualMachineProtection,
} from "./protection";
import {
  customerKeyContradictions,
  customerKeyStatement,
  hostKeyOf,
  localEncryption,
  serverSideOf,
} from "./server-side";
import { unseenData } from "./unseen-data";
import type { ProtectionViews, SecretView } from "./views";
import { bitLockerContradictions, bitLockerWords, windowsVolumesOf } from "./windows-volumes";

/**
 * Evaluates what protects a VM's disks from four views. Pure.
 *
 * The guest is the authority on what is encrypted now; the stamp says only what was asked for ("How to verify encryption status for
 * Linux VMs", 2025-09-23: disks are stamped before they are encrypted and stay stamped when encryption fails).
 */
export function evaluateProtection(views: ProtectionViews): VirtualMachineProtection {
  const { virtualMachine: vm, guest, hasTemporaryDisk } = views;
  const disks = attachedDisks(vm).map((disk) => evaluateDisk(disk, views));
  const temporary =
    hasTemporaryDisk.kind === "known" && hasTemporaryDisk.value ? [evaluateTemporaryDisk(views)] : [];
  const asked = disks.filter(({ azureDiskEncryption }) => azureDiskEncryption.state !== "none");
  return {
    vmName: vm.name,
    disks: [...disks, ...temporary],
    proven:
      asked.length > 0 &&
      asked.every((disk) => disk.azureDiskEncryption.state === "encrypted" && disk.confirmedByGuest) &&
      disks.every(({ contradictions }) => contradictions.length === 0) &&
      attachedDisks(vm).every((disk) => everySecretIsUsable(resourceOf(disk, views), views.secrets)),
    authoritative: guest.kind === "known" ? "guest" : "none: the guest was not read",
  };
}

/** In the model's order: OS disk first. */
const attachedDisks = (vm: VirtualMachine): readonly AttachedDisk[] => [vm.osDisk, ...vm.dataDisks];

/** What the views say of one disk, each for itself. */
interface DiskEvidence {
  readonly disk: AttachedDisk;
  /** Undefined on an unmanaged disk. */
  readonly resource: Fact<ManagedDisk> | undefined;
  readonly report: ExtensionReport | undefined;
  /** The guest's volumes of the disk's role; undefined where the guest was not read. */
  readonly volumes: readonly GuestVolume[] | undefined;
  /** Why the guest's word can't stand for this disk, though it was read. */
  readonly unseen: string | undefined;
}

function evaluateDisk(disk: AttachedDisk, views: ProtectionViews): DiskProtection {
  const { virtualMachine: vm } = views;
  const resource = resourceOf(disk, views);
  const report = extensionReport(vm);
  const volumes = volumesOf(disk.role, views);
  const unseen = isStamped(resource) && disk.role === "data" ? unseenOf(views) : undefined;
  const evidence: DiskEvidence = { disk, resource, report, volumes, unseen };
  const serverSide = serverSideOf(disk, resource, views);
  const hostKey = hostKeyOf(views, serverSide);
  return {
    disk: disk.name,
    role: disk.role,
    serverSideEncryption: serverSide,
    encryptionAtHost: vm.encryptionAtHost,
    ...defined({ hostKey }),
    azureDiskEncryption: adeOf(evidence, views),
    confirmedByGuest: volumes !== undefined && volumes.length > 0 && unseen === undefined,
    views: {
      model: withHost(modelStatement(resource), vm),
      instanceView: instanceViewStatement(disk, report),
      vault: customerKeyStatement(resource, views) ?? vaultStatement(resource, views.secrets),
      guest: guestStatement(volumes, views),
    },
    contradictions: [
      ...contradictionsOf(evidence, views.secrets),
      ...bitLockerContradictions(windowsVolumesOf(views.guest, disk.role)),
      ...customerKeyContradictions(resource, views),
    ],
  };
}

function evaluateTemporaryDisk(views: ProtectionViews): DiskProtection {
  const volumes = volumesOf("temporary", views);
  const serverSide = localEncryption(views, "temporary-disk");
  const hostKey = hostKeyOf(views, serverSide);
  const none: ViewStatement = { says: "no view: not a resource of its own", source: "-" };
  return {
    disk: "temporary disk",
    role: "temporary",
    serverSideEncryption: serverSide,
    encryptionAtHost: views.virtualMachine.encryptionAtHost,
    ...defined({ hostKey }),
    azureDiskEncryption:
      volumes === undefined
        ? { state: "unknown", missing: guestSilence(views) }
        : volumes.length === 0
          ? { state: "none" }
          : stateOfVolumes(volumes),
    confirmedByGuest: volumes !== undefined && volumes.length > 0,
    views: {
      model: withHost(none, views.virtualMachine),
      instanceView: none,
      vault: none,
      guest: guestStatement(volumes, views),
    },
    contradictions: [],
  };
}

/** A disk's own resource. A missing fact names no disk: it is the disk's where it stands in its place in the model's order. */
function resourceOf(
  disk: AttachedDisk,
  { virtualMachine, disks }: ProtectionViews,
): Fact<ManagedDisk> | undefined {
  const id = disk.managedDiskId;
  if (id === undefined) return undefined;
  const read = disks.find((fact) => fact.kind === "known" && sameResourceId(fact.value.id, id));
  if (read !== undefined) return read;
  const managed = attachedDisks(virtualMachine).filter(({ managedDiskId }) => managedDiskId !== undefined);
  const inPlace = disks[managed.indexOf(disk)];
  return inPlace?.kind === "missing" ? inPlace : missing(`disk ${disk.name} was not read`);
}

/** As much of a disk's own resource as tells of the stamp. */
export type StampedResource = Fact<Pick<ManagedDisk, "encryptionSettings">> | undefined;

const isStamped = (resource: StampedResource): boolean =>
  resource?.kind === "known" && resource.value.encryptionSettings?.enabled === true;

/** Why the guest's volumes can't stand for the stamped data disks; undefined where they do, or where the guest was not read. */
function unseenOf(views: ProtectionViews): string | undefined {
  const { guest, virtualMachine: vm } = views;
  if (guest.kind === "missing") return undefined;
  const stamped = vm.dataDisks.filter((disk) => isStamped(resourceOf(disk, views)));
  return unseenData(guest.value, stamped.length, hidesTemporaryDisk(views));
}

/** Whether the size has a temporary disk, and no volume of the Windows guest is known to be its. */
const hidesTemporaryDisk = ({ guest, hasTemporaryDisk }: ProtectionViews): boolean =>
  guest.kind === "known" &&
  guest.value.osType === "Windows" &&
  hasTemporaryDisk.kind === "known" &&
  hasTemporaryDisk.value &&
  guest.value.volumes.every(({ role }) => role !== "temporary");

/** Why the guest says nothing of a disk. */
const guestSilence = ({ guest }: ProtectionViews): string =>
  guest.kind === "missing" ? `guest: ${guest.reason}` : "the guest shows no volume of it";

/** Volumes of a role that the guest reported; undefined where the guest was not read. */
function volumesOf(
  role: GuestVolume["role"],
  { guest }: ProtectionViews,
): readonly GuestVolume[] | undefined {
  return guest.kind === "known" ? guest.value.volumes.filter((volume) => volume.role === role) : undefined;
}

function adeOf(evidence: DiskEvidence, views: ProtectionViews): AzureDiskEncryption {
  const { disk, resource, report, volumes, unseen } = evidence;
  const reported = reportedOf(disk.role, report);
  const failed = hasFailed(report);
  if (volumes !== undefined && volumes.length > 0) {
    const seen = stateOfVolumes(volumes);
    if (reported === "VMRestartPending" && seen.state !== "encrypted") return { state: "reboot-pending" };
    // LUKS opens a volume half encrypted while it works on it.
    if (reported === "EncryptionInProgress" && !failed && seen.state === "unknown")
      return { state: "in-progress" };
    // Volumes that are encrypted say nothing of the disk that shows none.
    if (seen.state !== "none" && !(seen.state === "encrypted" && unseen !== undefined)) return seen;
    if (seen.state === "none") {
      if (!isStamped(resource)) return { state: "none" };
      return !failed && reported === "EncryptionInProgress"
        ? { state: "in-progress" }
        : afterStamp(failed, report);
    }
  }
  const told = withoutGuest(evidence, failed, reported, unseen ?? guestSilence(views), views);
  // The extension's word does not stand against a guest that was read and does not show the disk.
  return told.state === "encrypted" && unseen !== undefined ? { state: "unknown", missing: unseen } : told;
}

/** How far Azure Disk Encryption is with a disk by what Resource Manager tells of it alone: nobody asked the guest. Pure. */
export function adeByResourceManager(
  role: AttachedDisk["role"],
  resource: StampedResource,
  virtualMachine: Pick<VirtualMachine, "osType" | "extensions">,
): AzureDiskEncryption {
  const report = extensionReport(virtualMachine);
  const evidence = { resource, report };
  return withoutGuest(evidence, hasFailed(report), reportedOf(role, report), "the guest was not asked", {
    virtualMachine,
  });
}

const hasFailed = (report: ExtensionReport | undefined): boolean =>
  report?.statusCode.startsWith("ProvisioningState/failed") ?? false;

const reportedOf = (role: AttachedDisk["role"], report: ExtensionReport | undefined): string | undefined =>
  role === "os" ? report?.os : report?.data;

/** The state of a disk of which the guest says nothing. */
function withoutGuest(
  { resource, report }: { readonly resource: StampedResource; readonly report: ExtensionReport | undefined },
  failed: boolean,
  reported: string | undefined,
  silence: string,
  { virtualMachine }: { readonly virtualMachine: Pick<VirtualMachine, "osType"> },
): AzureDiskEncryption {
  if (resource?.kind === "missing") return { state: "unknown", missing: resource.reason };
  if (!isStamped(resource))
    return reported === "DecryptionInProgress" ? { state: "decrypting" } : { state: "none" };
  // The Windows extension is through, or says "Encrypted", while BitLocker still works: only the guest tells.
  if (virtualMachine.osType === "Windows") return { state: "unknown", missing: silence };
  switch (reported) {
    case "Encrypted":
      return { state: "encrypted" };
    case "EncryptionInProgress":
      return { state: "in-progress" };
    case "VMRestartPending":
      return { state: "reboot-pending" };
    case "DecryptionInProgress":
      return { state: "decrypting" };
    case "NotEncrypted":
      return afterStamp(failed, report);
    default: {
      // An extension that was removed, or that sees the volume no more, says nothing of it: it may well be encrypted.
      const after = afterStamp(failed, report);
      return after.state === "stale" && !failed ? { state: "unknown", missing: silence } : after;
    }
  }
}

/** Stamped and nothing encrypted: either it has not begun, or it will not. */
function afterStamp(failed: boolean, report: ExtensionReport | undefined): AzureDiskEncryption {
  const going = report?.statusCode === "ProvisioningState/transitioning";
  return { state: going && !failed ? "stamped" : "stale" };
}

function stateOfVolumes(volumes: readonly GuestVolume[]): AzureDiskEncryption {
  const percents = volumes.flatMap(({ percentEncrypted }) => percentEncrypted ?? []);
  const percent = percents.length === 0 ? {} : { percentEncrypted: Math.min(...percents) };
  if (volumes.every(({ state }) => state === "encrypted")) return { state: "encrypted" };
  const partly = volumes.filter(({ state }) => state === "partly-encrypted");
  if (partly.length > 0)
    return {
      state: "unknown",
      missing: `only a part of ${partly.map(({ mountPoint }) => mountPoint).join(", ")} lies on encrypted devices`,
    };
  if (volumes.some(({ state }) => state === "decrypting" || state === "decryption-paused"))
    return { state: "decrypting", ...percent };
  const begun = volumes.some(({ state }) => state !== "decrypted");
  return begun ? { state: "in-progress", ...percent } : { state: "none" };
}

/** Whether each volume of a disk can be unlocked at the next start: not said of a disk, or of a secret, that was not read. */
function everySecretIsUsable(
  disk: Fact<ManagedDisk> | undefined,
  secrets: ProtectionViews["secrets"],
): boolean {
  if (disk?.kind !== "known") return false;
  const stamp = disk.value.encryptionSettings;
  if (stamp?.enabled !== true) return true;
  return (
    stamp.settings.length > 0 &&
    stamp.settings.every(({ secretUrl }) =>
      secrets.some(
        (secret) => secret.kind === "known" && secret.value.secretUrl === secretUrl && isUsable(secret.value),
      ),
    )
  );
}

const isUsable = ({ state, keyEncryptionKeyState }: SecretView): boolean =>
  state === "usable" && (keyEncryptionKeyState === undefined || keyEncryptionKeyState === "usable");

function secretsOf(
  resource: Fact<ManagedDisk> | undefined,
  secrets: ProtectionViews["secrets"],
): readonly Fact<SecretView>[] {
  const stamp = resource?.kind === "known" ? resource.value.encryptionSettings : undefined;
  if (stamp?.enabled !== true) return [];
  return secrets.filter(
    (secret) =>
      secret.kind === "missing" ||
      stamp.settings.some(({ secretUrl }) => secretUrl === secret.value.secretUrl),
  );
}

/** Encryption at host is a property of the VM's model, and no other view has it. */
function withHost(statement: ViewStatement, { encryptionAtHost }: VirtualMachine): ViewStatement {
  return encryptionAtHost
    ? { says: `encryptionAtHost: true; ${statement.says}`, source: `VM model; ${statement.source}` }
    : statement;
}

function modelStatement(resource: Fact<ManagedDisk> | undefined): ViewStatement {
  if (resource === undefined) return { says: "unmanaged disk", source: "VM model" };
  if (resource.kind === "missing") return { says: `not read: ${resource.reason}`, source: "-" };
  const stamp = resource.value.encryptionSettings;
  const says =
    stamp === undefined
      ? "no ADE settings"
      : stamp.enabled
        ? `stamped, settings version ${stamp.version ?? "?"}`
        : "ADE switched off (the disk once had it)";
  return { says, source: resource.source };
}

function instanceViewStatement(disk: AttachedDisk, report: ExtensionReport | undefined): ViewStatement {
  const code = disk.encryptionState?.replace("EncryptionState/", "") ?? "no encryption state";
  const reported = disk.role === "os" ? report?.os : report?.data;
  return {
    says: reported === undefined ? code : `${code}; extension says ${reported}`,
    source: "instance view",
  };
}

function vaultStatement(
  resource: Fact<ManagedDisk> | undefined,
  secrets: ProtectionViews["secrets"],
): ViewStatement {
  const own = secretsOf(resource, secrets);
  if (own.length === 0) return { says: "no secret", source: "-" };
  const states = own.map((secret) =>
    secret.kind === "missing"
      ? `not read: ${secret.reason}`
      : `secret ${secret.value.state}` +
        (secret.value.keyEncryptionKeyState === undefined
          ? ""
          : `, key ${secret.value.keyEncryptionKeyState}`),
  );
  return { says: [...new Set(states)].join("; "), source: "key vault" };
}

function guestStatement(
  volumes: readonly GuestVolume[] | undefined,
  { guest }: ProtectionViews,
): ViewStatement {
  if (volumes === undefined)
    return { says: guest.kind === "missing" ? guest.reason : "not read", source: "-" };
  if (volumes.length === 0) return { says: "no volume", source: "Run Command probe" };
  return {
    says: volumes
      .map((volume) => {
        const { mountPoint, state, percentEncrypted } = volume;
        const percent =
          percentEncrypted === undefined || percentEncrypted === 100 ? "" : ` ${percentEncrypted} %`;
        const how = bitLockerWords(volume, guest);
        return `${mountPoint} ${state}${percent}${how.length === 0 ? "" : ` (${how.join(", ")})`}`;
      })
      .join(", "),
    source: "Run Command probe",
  };
}

/**
 * "Never use BitLocker directly to decrypt VMs": "Azure Disk Encryption for Windows VMs", 2026-02-20; what is out of step then: "Azure Disk
 * Encryption troubleshooting guide (Windows VMs)", Troubleshooting encryption status, 2026-07-14.
 */
const BACK_IN_STEP =
  "Somebody may have changed it inside the VM: enable or disable Azure Disk Encryption again, through Azure.";

function contradictionsOf(
  { disk, resource, report, volumes, unseen }: DiskEvidence,
  secrets: ProtectionViews["secrets"],
): readonly string[] {
  const stamped = isStamped(resource);
  const seen = volumes === undefined || volumes.length === 0 ? undefined : stateOfVolumes(volumes).state;
  const reported = disk.role === "os" ? report?.os : report?.data;
  // Linux unmounts a data volume while it encrypts it in place: then it is expected that the guest shows fewer.
  const atWork = reported === "EncryptionInProgress" || reported === "DecryptionInProgress";
  const broken = secretsOf(resource, secrets).filter(
    (secret) => secret.kind === "known" && !isUsable(secret.value),
  );
  return [
    ...(stamped && seen === "none" && reported === "Encrypted"
      ? [`The extension says encrypted; the guest says decrypted. The guest is right. ${BACK_IN_STEP}`]
      : []),
    // Azure's own decryption takes the stamp away first.
    ...(stamped && seen === "decrypting" && !atWork
      ? [`The disk is stamped; the guest decrypts it, and Azure did not tell it to. ${BACK_IN_STEP}`]
      : []),
    ...(resource?.kind === "known" && !stamped && seen === "encrypted"
      ? [
          "The guest says encrypted; the disk carries no settings: the next start on another host may not unlock it.",
        ]
      : []),
    ...(unseen === undefined || atWork ? [] : [unseen]),
    ...(broken.length > 0
      ? ["The disk is stamped; its secret or key can't be used: the next start will not unlock it."]
      : []),
  ];
}
