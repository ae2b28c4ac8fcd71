/**
 * The runbooks' library: checks, plans, operations and their views.
 *
 * The verbs of every runbook by their own names, then one name for each job, whose members are its verbs, and `views`.
 */
// So that a notebook about one VM imports one package.
export { parseResourceId, RunbookError } from "@runbooks/azure";
export { show } from "@runbooks/kernel";

// Connect.
export { connect, type SandboxConnection, sandboxOf, type Target } from "./connection/connect";
export type { CloudName } from "./connection/cloud";
export type { Connection } from "./connection/connection";

// Observe, and propose what nobody named.
export { findVirtualMachine } from "./observe/find-virtual-machine";
export { observe, type ObserveOptions } from "./observe/observe";
export { probeAll } from "./observe/probe-all";
export { observeAlternatives } from "./observe/observe-alternatives";
export { readNewestKey } from "./observe/read-customer-key";
export { readEncryptionAtRest } from "./observe/read-encryption-at-rest";
export { readKeyVault } from "./observe/read-key-vault";
export { readVirtualMachine } from "./observe/read-virtual-machine";
export { readGuest } from "./probe/read-guest";
export { probeScript, probeScriptFor } from "./probe/scripts";
export { proposeKeyVaults } from "./propose/key-vaults";
export { proposeKeyVaultsForNewVirtualMachine } from "./propose/new-vm";
export { type EncryptionProposal, proposeEncryption } from "./propose/propose";
export { proposeAll } from "./propose/propose-all";

// Check and recommend.
export { editionFor } from "./checks/edition-choice";
export { evaluate } from "./checks/evaluate";
export { evaluateAll } from "./checks/evaluate-all";
export type { Finding } from "./checks/finding";
export { readiness, type Readiness } from "./checks/readiness";
export { mechanisms } from "./recommendation/mechanisms";
export { recommend } from "./recommendation/recommend";
export type { Recommendation } from "./recommendation/recommendation";

// Plan, approve, apply, watch and verify.
export { planDisable } from "./jobs/disable-encryption/plan";
export { planAddedDisk } from "./jobs/encrypt-added-disk/plan";
export { planEncryption } from "./jobs/encrypt-running-vm/plan";
export { keySizeForGuest, planKeyVault } from "./jobs/prepare-key-vault/plan";
export { planRemoveExtension } from "./jobs/remove-extension/plan";
export { parseOverrides } from "./change/parse-overrides";
export { approve } from "./change/approve";
export { approveDestruction } from "./change/approve-destruction";
export { apply } from "./change/apply";
export { progress } from "./presentation/progress";
export { watch } from "./jobs/encrypt-running-vm/watch";
export { verify } from "./verify/verify";
export { notProvenBecause } from "./protection/not-proven";

// Jobs with verbs of their own.
export * as adeKeys from "./jobs/rotate-ade-keys/index";
export * as customerKeys from "./jobs/encrypt-with-customer-key/index";
export * as diskEncryptionSets from "./jobs/disk-encryption-set/index";
export * as formatAndEncrypt from "./jobs/format-and-encrypt/index";
export * as hostEncryption from "./jobs/encrypt-at-host/index";
export * as leaveAde from "./jobs/leave-ade/index";
export * as newVirtualMachine from "./jobs/encrypt-new-vm/index";
export { newPassword } from "./nouns/administrator";
export type { NewVirtualMachineEncryption, NewVirtualMachineRequest } from "./checks/new-vm/facts";
export * as resize from "./jobs/resize-encrypted-vm/index";
export * as storeKey from "./jobs/store-key/index";
export * as uploadDisk from "./jobs/upload-disk/index";
export * as virtualMachineFromDisk from "./jobs/create-vm-from-disk/index";

// Look at it.
export * as views from "./presentation/index";

// What fleet evaluates a VM by, without a request of its own.
export type { AlternativeFacts } from "./checks/alternative-facts";
export { isConfidentiallyEncrypted } from "./checks/customer-key/confidential-vm";
export type { EncryptionFacts } from "./checks/facts";
export { type RequirementId, requirementIds } from "./checks/requirement";
export { inWords } from "./checks/verdict";
export { adeByResourceManager } from "./protection/evaluate";
export { diskEncryptionExtension, extensionReport } from "./protection/extension-state";
export { localEncryption, serverSideOfStored } from "./protection/server-side";
export { encryptsItself } from "./recommendation/mechanism-coverage";
export { customerKeyFactsOf, stateOfSetToBeMade } from "./recommendation/customer-key-facts";

// Inside on purpose (what another package asks Azure with is in clients.ts): each single check, a catalogue's records, the requests of an action, the transport and the gate, what a job observes for itself, and all types that a caller only infers.
