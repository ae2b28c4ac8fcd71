import {
  defined,
  type ManagedDisk,
  missing,
  type OsType,
  parseResourceId,
  sameRegion,
  sameResourceId,
} from "@runbooks/azure";
import { azureDiskEncryptionRequirements } from "../../checks/evaluate";
import { findingsOf } from "../../checks/catalogue";
import type { Finding } from "../../checks/finding";
import type { RequirementId } from "../../checks/requirement";
import { newNetworkInterfaceName } from "../encrypt-new-vm/names";
import type { SetDiskEncryptionSettings } from "../../change/actions/disk";
import { NETWORK_API_VERSION, type NewVirtualMachineProperties } from "../../change/actions/virtual-machine";
import { type Plan, type StepContent } from "../../change/plan";
import {
  ABSENT,
  diskState,
  keyEncryptionKeyState,
  keyVaultState,
  virtualMachineState,
} from "../../change/state";
import { keyTags } from "../store-key/names";
import type { StoredKey } from "../../change/stored-key";
import type { DiskToFill } from "../../change/page-blobs/disk-to-fill";
import { intendedFacts } from "./intended";
import type { VirtualMachineFromDiskFacts, VirtualMachineFromDiskRequest } from "./observe";
import { planBlocked } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { RETIREMENT_WARNING } from "../../change/warnings";

/** What Azure Disk Encryption asks of a VM that starts from an encrypted disk. What is for encrypting a running one does not apply. */
const applying: readonly RequirementId[] = [
  "vm-size",
  "vm-generation",
  "managed-disks",
  "disk-types",
  "customer-managed-key",
  "vault-region",
  "vault-subscription",
  "vault-disk-encryption",
  "vault-firewall",
  "key-encryption-key",
];

type OsDisk = DiskToFill & { readonly osType: OsType };

/**
 * Plans a VM from an uploaded disk whose volume is encrypted already: the disk is told where its key is, then a VM is made from it. No extension
 * is needed for that. Pure.
 *
 * @throws RunbookError `PlanBlocked` where disk, secret, vault, subnet or key encryption key can't be used, or can't be read.
 * @see "Azure Disk Encryption scenarios on Windows VMs", new VM from a customer-encrypted VHD, 2026-02-20
 */
export function planVirtualMachineFromDisk(
  facts: VirtualMachineFromDiskFacts,
  options: PlanOptions = {},
): Plan {
  const { request, existing, keyVault } = facts;
  const { name } = parseResourceId(request.vmId);
  if (keyVault.kind === "missing")
    throw planBlocked(
      `The vault could not be read: ${keyVault.reason}`,
      "Name a key vault that you can read.",
    );
  // A taken name first: what else is wrong is then wrong for another VM.
  const isMade = isMadeFromDisk(facts);
  const disk = osDiskOf(facts);
  const secret = secretOf(facts);
  if (!isMade) assertSubnet(facts);
  const settings = settingsOf(facts, secret);
  const steps: StepContent[] = [
    ...(saysSo(disk, settings) ? [] : [settingsStep(disk, settings, isMade)]),
    ...(isMade ? [] : [machineStep(request, disk)]),
  ];
  const findings = steps.length === 0 ? [] : ruleFindings(facts, disk);
  return definePlan(
    {
      job: "create-vm-from-disk",
      target: { id: request.vmId, name },
      steps,
      touches: [
        existing.kind === "known"
          ? virtualMachineState(existing.value)
          : { id: request.vmId.toLowerCase(), state: ABSENT },
        diskState(disk),
        keyVaultState(keyVault.value),
        ...keyEncryptionKeyState(facts),
      ],
      findings,
      warnings: [
        RETIREMENT_WARNING,
        ...(isMade
          ? []
          : [
              "The VM starts only if Azure may read the secret and unwrap it: where it waits for its key, the boot diagnostics show it.",
            ]),
      ],
    },
    options,
  );
}

function osDiskOf({ request, osDisk }: VirtualMachineFromDiskFacts): OsDisk {
  const { name } = parseResourceId(request.osDiskId);
  if (osDisk.kind === "missing")
    throw planBlocked(
      `Disk ${name} could not be read: ${osDisk.reason}`,
      "Upload it first (planUpload), or name a disk that you can read.",
    );
  const { osType, diskState: state, location, managedBy } = osDisk.value;
  if (osType === undefined)
    throw planBlocked(
      `Disk ${name} is a data disk: no operating system is stated on it.`,
      "Upload it anew with role os, or name the OS disk.",
    );
  if (!sameRegion(location, request.location))
    throw planBlocked(
      `Disk ${name} is in ${location}; the VM is to be in ${request.location}.`,
      `Make the VM in ${location}, or upload the disk to ${request.location}.`,
    );
  const isOurs = managedBy !== undefined && sameResourceId(managedBy, request.vmId);
  if (state !== "Unattached" && !isOurs) {
    throw planBlocked(
      `Disk ${name} is ${state}${managedBy === undefined ? "" : `, of VM ${parseResourceId(managedBy).name}`}.`,
      "Finish its upload (planUpload) or detach it, then observe again.",
    );
  }
  return { ...osDisk.value, osType };
}

/** The secret, which has to be what Azure reads at the VM's start. */
function secretOf({ request, secret, keyEncryptionKey, observedAt }: VirtualMachineFromDiskFacts): StoredKey {
  if (secret.kind === "missing") {
    throw planBlocked(
      `Secret ${request.secretName} could not be read: ${secret.reason}`,
      secret.absent === true
        ? "Store the key first (planStoreKey)."
        : "Get the right to list secrets in the vault.",
    );
  }
  const { tags, enabled, expiresOn, contentType } = secret.value;
  const lacking = [keyTags.fileName, keyTags.algorithm].filter((tag) => tags[tag] === undefined);
  const wrong = [
    ...(enabled ? [] : ["is disabled"]),
    ...(expiresOn !== undefined && expiresOn <= observedAt ? [`expired on ${expiresOn.toISOString()}`] : []),
    ...(lacking.length === 0 ? [] : [`lacks the tags ${lacking.join(" and ")}`]),
    ...(contentType === "Wrapped BEK" && keyEncryptionKey === "none"
      ? [`is wrapped, and its tag ${keyTags.keyUrl} does not say with which key`]
      : []),
  ];
  if (wrong.length === 0) return secret.value;
  throw planBlocked(
    `Secret ${request.secretName} ${wrong.join(", ")}: a VM whose disk names it does not start.`,
    "Store the key anew (planStoreKey); the disk then names the new version.",
  );
}

function isMadeFromDisk({ request, existing }: VirtualMachineFromDiskFacts): boolean {
  const { name } = parseResourceId(request.vmId);
  if (existing.kind === "missing") {
    if (existing.absent === true) return false;
    throw planBlocked(
      `Nobody knows whether VM ${name} is there: ${existing.reason}`,
      "Get the right to read it, or name another VM.",
    );
  }
  const { managedDiskId } = existing.value.osDisk;
  if (managedDiskId !== undefined && sameResourceId(managedDiskId, request.osDiskId)) return true;
  throw planBlocked(`There is a VM ${name} already, with another OS disk.`, "Name another VM.");
}

function assertSubnet({ request, subnet }: VirtualMachineFromDiskFacts): void {
  if (subnet.kind === "missing")
    throw planBlocked(`The subnet could not be read: ${subnet.reason}`, "Name a subnet that you can read.");
  const { name, virtualNetworkName, location } = subnet.value;
  if (sameRegion(location, request.location)) return;
  throw planBlocked(
    `Subnet ${name} of ${virtualNetworkName} is in ${location}; the VM is to be in ${request.location}.`,
    `Name a subnet of a virtual network in ${request.location}.`,
  );
}

function settingsOf(
  { request, keyEncryptionKey }: VirtualMachineFromDiskFacts,
  { secretUrl }: StoredKey,
): SetDiskEncryptionSettings {
  if (keyEncryptionKey !== "none" && keyEncryptionKey.kind === "missing")
    throw planBlocked(
      `The key encryption key could not be read: ${keyEncryptionKey.reason}`,
      "Get the right to read it.",
    );
  return {
    kind: "set-disk-encryption-settings",
    diskId: request.osDiskId,
    secretUrl,
    secretVaultId: request.keyVaultId,
    ...(keyEncryptionKey === "none"
      ? {}
      : { keyEncryptionKey: { keyUrl: keyEncryptionKey.value.url, vaultId: request.keyVaultId } }),
  };
}

/** Whether a disk names that very secret and key already. */
function saysSo({ encryptionSettings }: ManagedDisk, wanted: SetDiskEncryptionSettings): boolean {
  const [settings, ...others] = encryptionSettings?.settings ?? [];
  return (
    encryptionSettings?.enabled === true &&
    settings !== undefined &&
    others.length === 0 &&
    settings.secretUrl === wanted.secretUrl &&
    sameResourceId(settings.secretVaultId, wanted.secretVaultId) &&
    settings.keyEncryptionKeyUrl === wanted.keyEncryptionKey?.keyUrl
  );
}

function settingsStep({ name }: OsDisk, action: SetDiskEncryptionSettings, isMade: boolean): StepContent {
  if (isMade)
    throw planBlocked(
      `VM ${name} is there, and its disk names another secret.`,
      "Deallocate the VM and detach the disk, then observe again.",
    );
  return {
    title: `Say on disk ${name} where the key of its volume is`,
    action,
    impact: "none",
    undo: {
      kind: "impossible",
      because:
        "a disk that once had Azure Disk Encryption keeps that mark; only its bytes, uploaded anew, are without it",
    },
  };
}

function machineStep(request: VirtualMachineFromDiskRequest, disk: OsDisk): StepContent {
  const { vmId, location, vmSize, tags } = request;
  const { name } = parseResourceId(vmId);
  return {
    title: `Create VM ${name} (${vmSize}) from disk ${disk.name}`,
    action: {
      kind: "create-virtual-machine",
      vmId,
      location,
      ...defined({ tags }),
      properties: modelOf(request, disk.osType),
    },
    impact: "none",
    undo: { kind: "possible", how: "delete the VM; its disk and what is on it stay" },
    expectedDuration: "one to a few minutes",
  };
}

/** Without an image and without an OS profile: the operating system on the disk is set up already. */
function modelOf(
  { vmId, vmSize, osDiskId, subnetId }: VirtualMachineFromDiskRequest,
  osType: OsType,
): NewVirtualMachineProperties {
  const { name } = parseResourceId(vmId);
  return {
    hardwareProfile: { vmSize },
    storageProfile: {
      osDisk: {
        createOption: "Attach",
        osType,
        caching: "ReadWrite",
        deleteOption: "Detach",
        managedDisk: { id: osDiskId },
      },
    },
    networkProfile: {
      networkApiVersion: NETWORK_API_VERSION,
      networkInterfaceConfigurations: [
        {
          name: newNetworkInterfaceName({ name }),
          properties: {
            primary: true,
            deleteOption: "Delete",
            ipConfigurations: [
              { name: "ipconfig1", properties: { primary: true, subnet: { id: subnetId } } },
            ],
          },
        },
      ],
    },
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
  };
}

function ruleFindings(
  { request, size, keyVault, keyEncryptionKey, observedAt }: VirtualMachineFromDiskFacts,
  disk: OsDisk,
): readonly Finding[] {
  const { vmId, location, vmSize } = request;
  const facts = intendedFacts({
    vmId,
    location,
    osType: disk.osType,
    vmSize,
    size,
    disks: [{ kind: "known", value: disk, source: disk.name }],
    keyVault,
    keyEncryptionKey,
    secretLifetimePolicies: missing("the secret is there already"),
    observedAt,
  });
  // The key that wraps the secret has wrapped it: how long it should be by the version of Windows does not count any more.
  const ofWrapped = { ...facts, virtualMachine: { ...facts.virtualMachine, osType: "Linux" as const } };
  const { records, checks } = azureDiskEncryptionRequirements;
  return findingsOf(
    {
      records,
      checks: { ...checks, "key-encryption-key": (_, one) => checks["key-encryption-key"](ofWrapped, one) },
    },
    facts,
    applying,
  );
}
