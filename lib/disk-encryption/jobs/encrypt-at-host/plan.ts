import { ENCRYPTION_AT_HOST_FEATURE, type VirtualMachine } from "@runbooks/azure";
import { evaluateEncryptionAtHost } from "../../checks/host-encryption/evaluate";
import type { EncryptionAtHostFacts } from "../../checks/host-encryption/facts";
import type { EncryptionAtHostRequirementId } from "../../checks/host-encryption/requirement";
import type { Finding } from "../../checks/finding";
import { downtimeWarnings, startIfDown, whileDeallocated } from "../../change/steps/downtime";
import { type Job, type Plan, type StepContent } from "../../change/plan";
import { diskState, virtualMachineState } from "../../change/state";
import { type PlanOptions, definePlan } from "../../change/define-plan";

export interface PlanEncryptionAtHostOptions extends PlanOptions {
  /** Start the VM afterwards, also where nothing but the start is left; without it, only where it runs now. */
  readonly startAfterwards?: boolean;
  /**
   * Register the provider anew though the feature is registered: where Azure answers that the feature is not enabled, the provider has not
   * learned of it yet, as after a registration that was stopped half-way. Azure does not tell.
   */
  readonly registerProviderAnew?: boolean;
}

/**
 * Plans encryption at host for a VM: registers the feature where the subscription has not, waits for it, deallocates the VM, switches it on,
 * starts the VM again. Pure.
 *
 * Where it is on already, nothing but a start that was asked for is left to do, and no requirement blocks the plan.
 */
export function planEncryptionAtHost(
  facts: EncryptionAtHostFacts,
  options: PlanEncryptionAtHostOptions = {},
): Plan {
  return planSwitch(facts, options, {
    job: "encrypt-at-host",
    encryptionAtHost: true,
    findings: evaluateEncryptionAtHost(facts),
    warnings: [
      "While encryption at host is on, Azure Disk Encryption can't be enabled on the VM.",
      "The host encrypts a temporary disk and an ephemeral OS disk with a platform-managed key, and each other disk and its cache with the key that the disk has.",
    ],
  });
}

/** What has to be met to switch it off: Azure refuses the property itself, on or off, without the feature (Azure/ResourceModules, issue 1242). */
const toSwitchOff: readonly EncryptionAtHostRequirementId[] = ["feature-registered", "deallocation"];

/** Plans to switch encryption at host off again: deallocates the VM, switches it off, starts the VM again. Pure. */
export function planEncryptionAtHostOff(
  facts: EncryptionAtHostFacts,
  options: PlanEncryptionAtHostOptions = {},
): Plan {
  return planSwitch(facts, options, {
    job: "end-encryption-at-host",
    encryptionAtHost: false,
    findings: evaluateEncryptionAtHost(facts).filter(({ requirement }) => toSwitchOff.includes(requirement)),
    warnings: [
      "The host no longer encrypts the temporary disk, the caches and the traffic to storage. The managed disks stay encrypted at rest, with the key that they have.",
    ],
  });
}

interface Switch {
  readonly job: Job;
  readonly encryptionAtHost: boolean;
  readonly findings: readonly Finding<EncryptionAtHostRequirementId>[];
  readonly warnings: readonly string[];
}

function planSwitch(
  facts: EncryptionAtHostFacts,
  options: PlanEncryptionAtHostOptions,
  { job, encryptionAtHost, findings, warnings }: Switch,
): Plan {
  const { virtualMachine: vm } = facts;
  const { startAfterwards } = options;
  const registration = registrationSteps(facts, options);
  const isDone = vm.encryptionAtHost === encryptionAtHost;
  const started = startAfterwards === true ? startIfDown(vm) : [];
  const steps = isDone
    ? started
    : [...registration, ...whileDeallocated(vm, [switchStep(vm, encryptionAtHost)], startAfterwards)];
  const open = findings.filter(({ requirement }) => !isMended(requirement, registration));
  return definePlan(
    {
      job,
      target: vm,
      steps,
      touches: touchesOf(facts),
      findings: isDone ? [] : open,
      warnings: [...downtimeWarnings(vm, steps), ...(isDone ? [] : warnings)],
    },
    options,
  );
}

/** What the plan mends by its own steps does not block it. */
const isMended = (
  requirement: EncryptionAtHostRequirementId,
  registration: readonly StepContent[],
): boolean => requirement === "feature-registered" && registration.length > 0;

/** What the subscription's registration lacks; nothing where the state of it is not known. Pure. */
export function registrationSteps(
  { feature }: Pick<EncryptionAtHostFacts, "feature">,
  { registerProviderAnew = false }: PlanEncryptionAtHostOptions,
): readonly StepContent[] {
  // Where the state is not known, the check says so and blocks.
  if (feature.kind === "missing") return [];
  const { subscriptionId, state } = feature.value;
  const isRegistered = state.toLowerCase() === "registered";
  if (isRegistered && !registerProviderAnew) return [];
  const isUnderWay = isRegistered || ["registering", "pending"].includes(state.toLowerCase());
  const { provider, feature: name } = ENCRYPTION_AT_HOST_FEATURE;
  const register: StepContent = {
    title: `Register feature ${provider}/${name} in subscription ${subscriptionId}`,
    action: { kind: "register-feature", subscriptionId, provider, feature: name },
    impact: "none",
    undo: {
      kind: "possible",
      how: "unregister the feature; not needed, as it changes no VM by itself",
    },
  };
  return [
    ...(isUnderWay ? [] : [register]),
    {
      title: `Wait for the feature, then register provider ${provider} again to put it into effect`,
      action: { kind: "register-provider", subscriptionId, provider, feature: name },
      impact: "none",
      undo: { kind: "impossible", because: "it only puts the feature into effect" },
      expectedDuration: "some minutes, until Azure has registered the feature",
    },
  ];
}

function switchStep(vm: VirtualMachine, encryptionAtHost: boolean): StepContent {
  const [word, undo] = encryptionAtHost
    ? (["on", "hostEncryption.planOff(...)"] as const)
    : (["off", "hostEncryption.plan(...)"] as const);
  return {
    title: `Switch encryption at host ${word} for ${vm.name}`,
    action: { kind: "set-encryption-at-host", vmId: vm.id, encryptionAtHost },
    impact: "none",
    undo: { kind: "possible", how: `${undo}, with another downtime` },
  };
}

const touchesOf = ({ virtualMachine, disks }: EncryptionAtHostFacts): Plan["touches"] => [
  virtualMachineState(virtualMachine),
  ...disks.flatMap((disk) => (disk.kind === "known" ? [diskState(disk.value)] : [])),
];
