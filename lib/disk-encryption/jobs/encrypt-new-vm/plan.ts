import { defined, type Fact, type KeyVault, type MarketplaceImage } from "@runbooks/azure";
import type { AnyRequirementId } from "../../checks/any-requirement";
import type { EncryptionFacts } from "../../checks/facts";
import type { Finding } from "../../checks/finding";
import { isOpenUntilItRuns } from "../../checks/new-vm/evaluate";
import type { NewVirtualMachineFacts } from "../../checks/new-vm/facts";
import { intendedFacts } from "../../checks/new-vm/intended";
import { notApplicable } from "../../checks/verdict";
import { ADMIN_PASSWORD } from "../../change/actions/virtual-machine";
import { type Plan, type StepContent, type TouchedResource } from "../../change/plan";
import { ABSENT, keyEncryptionKeyState, keyVaultState } from "../../change/state";
import { evaluateNewVirtualMachine } from "./evaluate";
import { newVirtualMachineModel } from "./model";
import { newDiskIds } from "./names";
import { planBlocked, VAULT_OF_KEY_HINT } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { touchedBySet } from "../../change/touched";
import { extensionStep, restartStep } from "../../change/steps/encryption";
import { snapshotSteps } from "../../change/steps/snapshots";
import { RETIREMENT_WARNING, LINUX_OS_WARNING } from "../../change/warnings";

export interface PlanNewVirtualMachineOptions extends PlanOptions {
  /** Leave out the snapshots: a VM fresh from its image can be made again. */
  readonly withoutSnapshots?: boolean;
}

/**
 * Plans a new VM from a Marketplace image, call by call: the VM with its disks and its network interface; then, for Azure Disk Encryption,
 * a snapshot of each disk, the extension once the agent reports Ready, and for a Linux OS volume the restart that ends it. With encryption on
 * the server's side it is the VM alone. Pure.
 *
 * A password stands in no plan: `apply` takes it as the secret `adminPassword`.
 *
 * @throws RunbookError `PlanBlocked` where the image, the vault or a key encryption key that was asked for could not be read: there is
 *   nothing to plan with. `ArgumentInvalid` where the public SSH key is a private one, which no plan may show.
 */
export function planNewVirtualMachine(
  facts: NewVirtualMachineFacts,
  options: PlanNewVirtualMachineOptions = {},
): Plan {
  const { request, vmId } = facts;
  const { withoutSnapshots = false } = options;
  const image = imageOf(facts);
  const encrypted = encryptedFacts(facts);
  const findings = untilItRuns(evaluateNewVirtualMachine(facts));
  return definePlan(
    {
      job: "encrypt-new-vm",
      target: { id: vmId, name: request.name },
      steps: [
        createStep(facts, image, encrypted !== undefined && !withoutSnapshots),
        ...(encrypted === undefined ? [] : encryptionSteps(encrypted, withoutSnapshots)),
      ],
      touches: touchedBy(facts),
      findings,
      warnings: [
        ...(encrypted === undefined ? [] : [RETIREMENT_WARNING]),
        ...passwordWarning(facts, image),
        ...emptyDisksWarning(facts),
        ...(encrypted?.facts.virtualMachine.osType === "Linux" && encrypted.facts.volumeType !== "Data"
          ? [LINUX_OS_WARNING]
          : []),
      ],
    },
    options,
  );
}

/** What Azure Disk Encryption is planned with; undefined where it was not asked for. */
interface Encrypted {
  readonly facts: EncryptionFacts;
  readonly keyVault: KeyVault;
}

function encryptionSteps({ facts, keyVault }: Encrypted, withoutSnapshots: boolean): readonly StepContent[] {
  const { virtualMachine: vm, volumeType } = facts;
  const extension = extensionStep(facts, keyVault, withoutSnapshots);
  return [
    ...(withoutSnapshots ? [] : snapshotSteps(facts)),
    extension.action.kind === "put-extension"
      ? {
          ...extension,
          title: `${extension.title}, once its agent reports Ready`,
          action: { ...extension.action, waitForAgent: true },
        }
      : extension,
    ...(vm.osType === "Linux" && volumeType !== "Data" ? [restartStep(vm)] : []),
  ];
}

function createStep(
  { request, vmId }: NewVirtualMachineFacts,
  image: MarketplaceImage,
  withSnapshots: boolean,
): StepContent {
  const { name, location, vmSize, tags, dataDisks = [] } = request;
  const { publisher, offer, sku, version } = image.reference;
  const disks = ["an OS disk", ...(dataDisks.length === 0 ? [] : [dataDiskWords(dataDisks.length)])];
  return {
    title: `Create VM ${name} (${vmSize}) in ${location} from ${publisher}:${offer}:${sku}:${version}, with ${disks.join(", ")} and a network interface`,
    action: {
      kind: "create-virtual-machine",
      vmId,
      location,
      ...defined({ tags }),
      properties: newVirtualMachineModel(request, image),
    },
    impact: "none",
    undo: { kind: "possible", how: deletionWords(request, withSnapshots) },
    expectedDuration: "about 3 minutes",
  };
}

const dataDiskWords = (count: number): string => (count === 1 ? "a data disk" : `${count} data disks`);

/** What is deleted in which order, and what costs until it is. */
export function deletionWords(
  { name, dataDisks = [] }: NewVirtualMachineFacts["request"],
  withSnapshots: boolean,
): string {
  const staying = [
    ...(dataDisks.length === 0 ? [] : ["data disks"]),
    ...(withSnapshots ? ["snapshots"] : []),
  ];
  const stays =
    staying.length === 0 ? "" : `; its ${staying.join(" and ")} stay and cost until they are deleted too`;
  return `delete VM ${name}: its OS disk and its network interface go with it${stays}`;
}

/** The image, without which there is nothing to plan. */
function imageOf({ image, request }: NewVirtualMachineFacts): MarketplaceImage {
  return given(
    image,
    `No image for ${request.name}`,
    "Name an image that the region has and that you can read.",
  );
}

function encryptedFacts(facts: NewVirtualMachineFacts): Encrypted | undefined {
  const { request, keyVault, keyEncryptionKey, keyEncryptionKeyVault } = facts;
  if (request.encryption.kind === "server-side") return undefined;
  const vault = given(keyVault, `No vault for ${request.name}`, "Name a key vault that you can read.");
  // Not left to the checks: an edition that sets no rule on the key, or an override, would leave out the key that was asked for.
  if (keyEncryptionKey !== "none")
    given(
      keyEncryptionKey,
      `No key encryption key for ${request.name}`,
      keyEncryptionKeyVault?.kind === "missing"
        ? VAULT_OF_KEY_HINT
        : "Name a key that you can read, or none.",
    );
  const intended = intendedFacts(facts, newDiskIds(request));
  return intended === undefined ? undefined : { facts: intended, keyVault: vault };
}

function given<T>(fact: Fact<T>, what: string, hint: string): T {
  if (fact.kind === "known") return fact.value;
  throw planBlocked(`${what}: ${fact.reason}.`, hint);
}

/** The findings of a new VM without what only the running VM can tell: that stands against no plan to make it. Pure. */
export const untilItRuns = (
  findings: readonly Finding<AnyRequirementId>[],
): readonly Finding<AnyRequirementId>[] =>
  findings.map((finding) => ({
    ...finding,
    module: isOpenUntilItRuns(finding.module) ? LATER : finding.module,
    current: isOpenUntilItRuns(finding.current) ? LATER : finding.current,
  }));

const LATER = notApplicable("Nobody can tell before the VM runs.");

/** The VM and its disks must not be there, so that nothing that is there is changed; the vault must be as it was. */
export function touchedBy(facts: NewVirtualMachineFacts): readonly TouchedResource[] {
  const { vmId, request, keyVault, keyEncryptionKeyVault, customerKey } = facts;
  return [
    ...[vmId, ...newDiskIds(request)].map((id) => ({ id: id.toLowerCase(), state: ABSENT })),
    ...(keyVault.kind === "known" ? [keyVaultState(keyVault.value)] : []),
    ...(keyEncryptionKeyVault?.kind === "known" ? [keyVaultState(keyEncryptionKeyVault.value)] : []),
    ...keyEncryptionKeyState(facts),
    ...(customerKey === undefined ? [] : touchedBySet(customerKey)),
  ];
}

/**
 * Told where new data disks are asked for: Azure Disk Encryption encrypts volumes, and a new disk has none.
 *
 * @see "Azure Disk Encryption for Windows (Microsoft.Azure.Security)", 2020-03-19; "Azure Disk Encryption for Windows virtual machines FAQ",
 *   2024-02-20
 */
export function emptyDisksWarning({ request }: NewVirtualMachineFacts): readonly string[] {
  const { dataDisks = [], encryption } = request;
  if (dataDisks.length === 0 || encryption.kind === "server-side") return [];
  return [
    "The new data disks are empty, and only volumes are encrypted: once they are formatted and mounted in the guest, observe the VM and plan its encryption again.",
  ];
}

/** Told where the plan needs a password, which is handed to apply. */
export function passwordWarning(
  { request }: NewVirtualMachineFacts,
  { osType }: MarketplaceImage,
): readonly string[] {
  return osType === "Windows" || request.administrator.signInWith.kind === "password"
    ? [
        `The administrator's password stands in no plan: hand it to apply as { secrets: { ${ADMIN_PASSWORD}: ... } }.`,
      ]
    : [];
}
