import type { RunbookError } from "@runbooks/azure";
import { type ManagedDisk, parseResourceId, sameResourceId, type VirtualMachine } from "@runbooks/azure";
import { evaluateCustomerKey } from "../../checks/customer-key/evaluate";
import type { CustomerKeyFacts } from "../../checks/customer-key/facts";
import type { CustomerKeyRequirementId } from "../../checks/customer-key/requirement";
import { readDisks } from "../../checks/customer-key/targets";
import { encryptionWith } from "../../checks/customer-key/wished-encryption";
import type { Finding } from "../../checks/finding";
import { parseImageId } from "../../observe/read-image";
import type { CreateImage } from "../../change/actions/image";
import { downtimeWarning, whileDeallocated } from "../../change/steps/downtime";
import { type Plan, type StepContent } from "../../change/plan";
import { ABSENT } from "../../change/state";
import { targetOf } from "./plan";
import { planBlocked } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { snapshotStep } from "../../change/steps/snapshots";
import { touchedByCustomerKey } from "../../change/touched";

/** The image that is to be made. */
export interface ImageRequest {
  /** Full resource id of the image, in the region of its source. */
  readonly imageId: string;
}

/**
 * A copy asks less than a change in place of the disk, which stays as it is, and whose holder does not matter to a snapshot; and as much of
 * the set and its key.
 */
const ofCopies: readonly CustomerKeyRequirementId[] = [
  "managed-disks",
  "azure-disk-encryption",
  "confidential-vm",
  "disk-encryption-set",
  "set-region",
  "set-subscription",
  "set-encryption-type",
  "set-identity",
  "vault-region",
  "vault-subscription",
  "vault-soft-delete",
  "vault-purge-protection",
  "vault-firewall",
  "key-type",
  "key-usable",
  "key-grant",
];

/**
 * Plans full snapshots of disks, encrypted with the key of a set whatever key the disks have. Pure.
 *
 * @throws RunbookError `PlanBlocked` where the set or a disk could not be read, or where no disk is meant.
 */
export function planSnapshots(facts: CustomerKeyFacts, options: PlanOptions = {}): Plan {
  const { diskEncryptionSet: set } = facts;
  if (set.kind === "missing") throw blocked(`No disk encryption set: ${set.reason}`);
  const disks = everyDisk(facts);
  return definePlan(
    {
      job: "take-snapshots",
      target: targetOf(facts),
      steps: disks.map((disk) =>
        snapshotStep({
          disk,
          takenAt: facts.observedAt,
          encryption: encryptionWith(set.value),
          words: `with set ${set.value.name}`,
        }),
      ),
      touches: touchedByCustomerKey(facts),
      findings: findingsOfCopies(facts),
    },
    options,
  );
}

/**
 * What an image of a VM asks: its disks keep the keys that they have. Other VMs made from an image of a VM with Azure Disk Encryption are not
 * supported ("Azure Disk Encryption for Windows VMs", Restrictions), and nothing takes the VM back once it is generalized.
 */
const ofVirtualMachineImages: readonly CustomerKeyRequirementId[] = ["deallocation", "azure-disk-encryption"];

/**
 * Plans an image: of a generalized VM with all its disks, as they are encrypted; or of one OS disk, encrypted with the key of a set. Pure.
 *
 * To have the image's name read beforehand, observe with the same `imageId`. `apply` reads it in any case before the first request.
 *
 * @throws RunbookError `PlanBlocked` where the source is neither, where a disk or the set could not be read, where nothing tells the
 *   generation, or where the image's name was read and is not free.
 */
export function planImage(facts: CustomerKeyFacts, request: ImageRequest, options: PlanOptions = {}): Plan {
  const vm = facts.virtualMachine;
  const nameWarnings = assertNameFree(facts, request);
  const steps = vm === undefined ? ofDisk(facts, request) : ofVirtualMachine(facts, vm, request);
  const asked = vm === undefined ? ["deallocation", ...ofCopies] : ofVirtualMachineImages;
  const findings = evaluateCustomerKey(facts).filter(({ requirement }) => asked.includes(requirement));
  return definePlan(
    {
      job: "create-image",
      target: targetOf(facts),
      steps,
      touches: [...touchedByCustomerKey(facts), { id: request.imageId.toLowerCase(), state: ABSENT }],
      findings,
      warnings: [
        ...(vm === undefined
          ? []
          : [
              `${vm.name} never starts again once it is marked as generalized; run sysprep (Windows) or waagent -deprovision (Linux) in it first.`,
              ...(vm.powerState === "deallocated" ? [] : [downtimeWarning(vm, steps)]),
            ]),
        ...nameWarnings,
      ],
    },
    options,
  );
}

/** An image that is there is never changed, and a VM is not given up for one that can't be made. */
function assertNameFree({ newImage }: CustomerKeyFacts, { imageId }: ImageRequest): readonly string[] {
  const { name } = parseImageId(imageId);
  if (newImage === undefined || !sameResourceId(newImage.id, imageId)) {
    return [
      `Whether the name ${name} is free was not read; apply sends nothing where it is taken. Observe with { imageId } to know it now.`,
    ];
  }
  const { existing } = newImage;
  if (existing.kind === "missing" && existing.absent === true) return [];
  throw planBlocked(
    existing.kind === "known"
      ? `Image ${name} is there already.`
      : `Whether the name ${name} is free could not be read: ${existing.reason}`,
    existing.kind === "known"
      ? "Give the new image another name, or delete that one first."
      : "Name a resource group that is there and whose images you can read (Microsoft.Compute/images/read).",
  );
}

function ofVirtualMachine(
  facts: CustomerKeyFacts,
  vm: VirtualMachine,
  { imageId }: ImageRequest,
): readonly StepContent[] {
  const [osDisk] = everyDisk(facts);
  const hyperVGeneration = vm.hyperVGeneration ?? osDisk?.hyperVGeneration;
  if (hyperVGeneration === undefined) throw blocked(`Nothing tells the generation of ${vm.name}`);
  const source: CreateImage["source"] = { kind: "virtual-machine", vmId: vm.id };
  return whileDeallocated(
    vm,
    [
      {
        title: `Mark ${vm.name} as generalized`,
        action: { kind: "generalize", vmId: vm.id },
        impact: "unavailable",
        undo: {
          kind: "impossible",
          because: "a generalized VM never starts again; make a new one of the image",
        },
      },
      imageStep({ imageId, location: vm.location, hyperVGeneration, source }, vm.name),
    ],
    false,
  );
}

function ofDisk(facts: CustomerKeyFacts, { imageId }: ImageRequest): readonly StepContent[] {
  const { diskEncryptionSet: set } = facts;
  const [disk, ...others] = everyDisk(facts);
  if (disk === undefined || others.length > 0) throw blocked("An image is made of one VM, or of one OS disk");
  const { osType, hyperVGeneration, location, id, name } = disk;
  if (osType === undefined || hyperVGeneration === undefined) throw blocked(`${name} is not an OS disk`);
  if (set.kind === "missing") throw blocked(`No disk encryption set: ${set.reason}`);
  const source: CreateImage["source"] = {
    kind: "disk",
    diskId: id,
    osType,
    diskEncryptionSetId: set.value.id,
  };
  return [imageStep({ imageId, location, hyperVGeneration, source }, name)];
}

function imageStep(image: Omit<CreateImage, "kind">, sourceName: string): StepContent {
  return {
    title: `Make image ${parseResourceId(image.imageId).name} of ${sourceName}`,
    action: { kind: "create-image", ...image },
    impact: "none",
    undo: { kind: "possible", how: "delete the image" },
  };
}

const findingsOfCopies = (facts: CustomerKeyFacts): readonly Finding<CustomerKeyRequirementId>[] =>
  evaluateCustomerKey(facts).filter(({ requirement }) => ofCopies.includes(requirement));

function everyDisk(facts: CustomerKeyFacts): readonly ManagedDisk[] {
  const disks = readDisks(facts);
  const unread = facts.targets.find((target) => target.kind === "disk" && target.disk.kind === "missing");
  if (unread !== undefined) throw blocked(`${unread.name} was not read`);
  if (disks.length === 0) throw blocked("No managed disk is meant");
  return disks;
}

const blocked = (message: string): RunbookError =>
  planBlocked(`${message}.`, "Observe what is to be copied, with a set that you can read.");
