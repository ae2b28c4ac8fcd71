import type { AnyRequirementId } from "../any-requirement";
import { type Catalogue, defineCatalogue, findingsOf } from "../catalogue";
import { evaluateCustomerKey } from "../customer-key/evaluate";
import type { CustomerKeyRequirementId } from "../customer-key/requirement";
import { evaluate } from "../evaluate";
import type { EncryptionFacts } from "../facts";
import type { Finding, Verdict } from "../finding";
import { stricter, unknown } from "../verdict";
import type { DeploymentMethod, NewVirtualMachineDeployment, NewVirtualMachineFacts } from "./facts";
import { intendedFacts, ONLY_ONCE_IT_RUNS } from "./intended";
import { newVmAdministrator } from "./new-vm-administrator";
import { newVmDiskEncryptionSet } from "./new-vm-disk-encryption-set";
import { newVmDisks } from "./new-vm-disks";
import { newVmEncryptionAtHost } from "./new-vm-encryption-at-host";
import { newVmImage } from "./new-vm-image";
import { newVmName } from "./new-vm-name";
import { newVmResourceGroup } from "./new-vm-resource-group";
import { newVmSize } from "./new-vm-size";
import { newVmSubnet } from "./new-vm-subnet";
import { newVirtualMachineRequirementIds, type NewVirtualMachineRequirementId } from "./requirement";
import { vaultTemplateDeployment } from "./vault-template-deployment";

/** The requirements of a VM that is still to be made. */
export const newVirtualMachineRequirements: Catalogue<
  NewVirtualMachineRequirementId,
  NewVirtualMachineDeployment
> = defineCatalogue("new-vm-requirements.json", newVirtualMachineRequirementIds, {
  "new-vm-name": newVmName,
  "new-vm-resource-group": newVmResourceGroup,
  "new-vm-image": newVmImage,
  "new-vm-size": newVmSize,
  "new-vm-disks": newVmDisks,
  "new-vm-subnet": newVmSubnet,
  "new-vm-administrator": newVmAdministrator,
  "new-vm-encryption-at-host": newVmEncryptionAtHost,
  "new-vm-disk-encryption-set": newVmDiskEncryptionSet,
  "vault-template-deployment": vaultTemplateDeployment,
});

/**
 * What both editions say of a VM that is still to be made: the requirements of a new VM; then, for a disk encryption set that was read, those
 * of its vault and key; for Azure Disk Encryption and where the image is known, those of Azure Disk Encryption for the VM as it is intended.
 * Pure.
 *
 * @param diskIds - ids that its disks will have, OS disk first.
 */
export function evaluateIntended(
  facts: NewVirtualMachineFacts,
  diskIds: readonly string[],
  method: DeploymentMethod,
): readonly Finding<AnyRequirementId>[] {
  const own = findingsOf(newVirtualMachineRequirements, { ...facts, method });
  const intended =
    facts.request.encryption.kind === "azure-disk-encryption" ? intendedFacts(facts, diskIds) : undefined;
  return [
    ...own,
    ...findingsOfKey(facts),
    ...(intended === undefined ? [] : evaluate(intended).map((finding) => forecast(finding, intended))),
  ];
}

/** What new disks need of their set's vault and key. Of the set itself `new-vm-disk-encryption-set` speaks. */
const ofTheKey: readonly CustomerKeyRequirementId[] = [
  "set-identity",
  "vault-region",
  "vault-soft-delete",
  "vault-purge-protection",
  "vault-firewall",
  "key-type",
  "key-usable",
  "key-grant",
];

const findingsOfKey = ({ customerKey }: NewVirtualMachineFacts): readonly Finding<AnyRequirementId>[] =>
  customerKey?.diskEncryptionSet.kind === "known"
    ? evaluateCustomerKey({ ...customerKey, targets: [] }).filter(({ requirement }) =>
        ofTheKey.includes(requirement),
      )
    : [];

/**
 * Whether a verdict leaves open nothing but what the running VM tells.
 *
 * Such a verdict does not block making the VM. A VM fresh from a stock image is in no domain, holds no data and little on its
 * root volume; where it turns out not to be ready after all, the extension fails, and the VM is deleted without a loss. And before it is made
 * nobody can answer it.
 */
export const isOpenUntilItRuns = (verdict: Verdict): boolean =>
  verdict.outcome === "unknown" && verdict.missing.endsWith(ONLY_ONCE_IT_RUNS);

const ONCE_IT_RUNS_HINT =
  "Make the VM: the plan waits for its agent, and a probe of the running VM tells the rest. None of it holds up a new VM.";

/** What only the running VM tells is open, and no advice to probe a VM that is not there yet goes with it. */
function forecast<Id extends string>(
  finding: Finding<Id>,
  { virtualMachine: vm }: EncryptionFacts,
): Finding<Id> {
  // The agent's check asks for a VM that runs; before that its answer is open, not a refusal.
  const current =
    finding.requirement === "vm-agent"
      ? unknown(`whether the agent of ${vm.name} reports Ready: ${ONLY_ONCE_IT_RUNS}`, ONCE_IT_RUNS_HINT)
      : finding.current;
  return {
    ...finding,
    module: withOwnHint(finding.module),
    current: withOwnHint(current),
    outcome: stricter(finding.module.outcome, current.outcome),
  };
}

const withOwnHint = (verdict: Verdict): Verdict =>
  verdict.outcome === "unknown" && isOpenUntilItRuns(verdict)
    ? unknown(verdict.missing, ONCE_IT_RUNS_HINT)
    : verdict;
