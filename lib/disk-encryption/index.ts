/** The runbooks' library: checks, plans, operations and their views. */
// So that a notebook about one VM imports one package.
export { newPassword } from "./nouns/administrator";
export { parseResourceId, RunbookError } from "@runbooks/azure";
export { apply } from "./change/apply";
export { approveDestruction } from "./change/approve-destruction";
export { approve } from "./change/approve";
export { parseOverrides } from "./change/parse-overrides";
export { contentsScript, readContents } from "./change/waits/contents";
export type { AlternativeFacts } from "./checks/alternative-facts";
export { requirement } from "./checks/catalogue";
export { isConfidentiallyEncrypted } from "./checks/customer-key/confidential-vm";
export { evaluateCustomerKey } from "./checks/customer-key/evaluate";
export { editionFor } from "./checks/edition-choice";
export { evaluateAll } from "./checks/evaluate-all";
export { checks, evaluate } from "./checks/evaluate";
export type { EncryptionFacts } from "./checks/facts";
export type { Finding } from "./checks/finding";
export { findingsOf } from "./checks/findings-of";
export { evaluateEncryptionAtHost } from "./checks/host-encryption/evaluate";
export { NewVirtualMachineEncryption, NewVirtualMachineRequest } from "./checks/new-vm/facts";
export { readiness, type Readiness } from "./checks/readiness";
export { type RequirementId, requirementIds } from "./checks/requirement";
export { inWords } from "./checks/verdict";
export { azureError } from "./connection/azure-error";
export type { CloudName } from "./connection/cloud";
export { connect, type SandboxConnection, sandboxOf, type Target } from "./connection/connect";
export type { Connection } from "./connection/connection";
export { createPacedRequests, type PacedAnswer, type PacedRequests } from "./connection/paced-requests";
export { type AnswerHeaders, quotaReportOf, retryAfterInMs } from "./connection/rate-limit-headers";
export type { QuotaReport } from "./connection/request-pace";
export { type RawAnswer, refusalIn } from "./connection/resource-manager";
export { observeVirtualMachineFromDisk } from "./jobs/create-vm-from-disk/observe";
export { planVirtualMachineFromDisk } from "./jobs/create-vm-from-disk/plan";
export { planDisable } from "./jobs/disable-encryption/plan";
export { readKeyUse } from "./jobs/disk-encryption-set/key-use";
export { observeDiskEncryptionSet } from "./jobs/disk-encryption-set/observe";
export { planDiskEncryptionSet } from "./jobs/disk-encryption-set/plan";
export { planKeyEnabled } from "./jobs/disk-encryption-set/revoke";
export { planKeyRotation } from "./jobs/disk-encryption-set/rotate";
export { planAddedDisk } from "./jobs/encrypt-added-disk/plan";
export { observeEncryptionAtHost } from "./jobs/encrypt-at-host/observe";
export { planEncryptionAtHost, planEncryptionAtHostOff } from "./jobs/encrypt-at-host/plan";
export { deploymentOf, withParameterValues } from "./jobs/encrypt-new-vm/deployment";
export { evaluateNewVirtualMachine } from "./jobs/encrypt-new-vm/evaluate";
export { exportTemplate } from "./jobs/encrypt-new-vm/export-template";
export { observeNewVirtualMachine } from "./jobs/encrypt-new-vm/observe";
export { planTemplateDeployment } from "./jobs/encrypt-new-vm/plan-deployment";
export { planNewVirtualMachine } from "./jobs/encrypt-new-vm/plan";
export { validateTemplate, whatIf } from "./jobs/encrypt-new-vm/preview";
export { planEncryption } from "./jobs/encrypt-running-vm/plan";
export { watch } from "./jobs/encrypt-running-vm/watch";
export { planImage, planSnapshots } from "./jobs/encrypt-with-customer-key/copies";
export { observeCustomerKey } from "./jobs/encrypt-with-customer-key/observe";
export { planCustomerKey, planPlatformKey } from "./jobs/encrypt-with-customer-key/plan";
export { planStart } from "./jobs/encrypt-with-customer-key/start";
export { planFormatAndEncrypt } from "./jobs/format-and-encrypt/plan";
export { adeInventory } from "./jobs/leave-ade/inventory";
export { observeLeaveAde } from "./jobs/leave-ade/observe";
export { planLeaveAde } from "./jobs/leave-ade/plan";
export { planRemoveOldVirtualMachine } from "./jobs/leave-ade/remove";
export { verifyLeaveAde } from "./jobs/leave-ade/verify";
export { keySizeForGuest, planKeyVault } from "./jobs/prepare-key-vault/plan";
export { planRemoveExtension } from "./jobs/remove-extension/plan";
export { judgeOsDiskResize, judgeSizeChange } from "./jobs/resize-encrypted-vm/judge";
export { observeSize } from "./jobs/resize-encrypted-vm/observe";
export { planNewKeyVersion } from "./jobs/rotate-ade-keys/new-version";
export { keysInUse, observeAdeKeys, observeKeyVersions } from "./jobs/rotate-ade-keys/observe";
export { planAdeKeyRotation } from "./jobs/rotate-ade-keys/plan";
export { verifyAdeKeys } from "./jobs/rotate-ade-keys/verify";
export { secretNameOf } from "./jobs/store-key/names";
export { observeStoreKey } from "./jobs/store-key/observe";
export { planStoreKey } from "./jobs/store-key/plan";
export { readBekFile } from "./jobs/store-key/read-bek-file";
export { readPassphraseFile } from "./jobs/store-key/read-passphrase-file";
export { observeUpload } from "./jobs/upload-disk/observe";
export { planUpload } from "./jobs/upload-disk/plan";
export { findVirtualMachine } from "./observe/find-virtual-machine";
export { probeAll } from "./observe/observe-all";
export { observeAlternatives } from "./observe/observe-alternatives";
export { observe, type ObserveOptions } from "./observe/observe";
export { readNewestKey } from "./observe/read-customer-key";
export { readEncryptionAtRest } from "./observe/read-encryption-at-rest";
export { readKeyVault } from "./observe/read-key-vault";
export { toVirtualMachineSize } from "./observe/read-size";
export { readVirtualMachine } from "./observe/read-virtual-machine";
export { adeInventoryView } from "./presentation/ade-inventory-view";
export { adeKeysView } from "./presentation/ade-keys-view";
export { bannerView } from "./presentation/banner-view";
export { checklistView } from "./presentation/checklist-view";
export { comparisonView } from "./presentation/comparison-view";
export { encryptionAtRestView } from "./presentation/encryption-at-rest-view";
export { extensionErrorView } from "./presentation/extension-error-view";
export { findingsGridView } from "./presentation/findings-grid-view";
export { findingsView } from "./presentation/findings-view";
export { fixesView } from "./presentation/fixes-view";
export { keyUseView } from "./presentation/key-use-view";
export { keyVaultView } from "./presentation/key-vault-view";
export { leaveAdeView } from "./presentation/leave-ade-view";
export { leftOut } from "./presentation/left-out-view";
export { planView } from "./presentation/plan-view";
export { durationWords, progress } from "./presentation/progress";
export { keyVaultProposalView, proposalsView, proposalView } from "./presentation/proposal-view";
export { protectionView } from "./presentation/protection-view";
export { recommendationView } from "./presentation/recommendation-view";
export { templateView } from "./presentation/template-view";
export { characterWidths, OTHER_CHARACTER_WIDTH } from "./presentation/text-width";
export { vhdReportView } from "./presentation/vhd-view";
export {
  colours,
  escapeHtml,
  htmlTable,
  show,
  type TableCell,
  tableView,
  type Tone,
  type View,
} from "./presentation/view";
export { validationView, whatIfView } from "./presentation/what-if-view";
export { readGuest } from "./probe/read-guest";
export { probeScript, probeScriptFor } from "./probe/scripts";
export { proposeKeyVaults } from "./propose/key-vaults";
export { proposeKeyVaultsForNewVirtualMachine } from "./propose/new-vm";
export { proposeAll } from "./propose/propose-all";
export { type EncryptionProposal, proposeEncryption } from "./propose/propose";
export { adeByResourceManager } from "./protection/assess";
export { diskEncryptionExtension, extensionReport } from "./protection/extension-state";
export { notProvenBecause } from "./protection/not-proven";
export { localEncryption, serverSideOfStored } from "./protection/server-side";
export { mechanisms } from "./recommendation/catalogue";
export { encryptsItself } from "./recommendation/coverage";
export { customerKeyFactsOf, evaluateSetToBeMade } from "./recommendation/customer-key-facts";
export { settle } from "./recommendation/reasons";
export { recommend } from "./recommendation/recommend";
export type { Recommendation } from "./recommendation/recommendation";
export { requirementReasons } from "./recommendation/requirement-reasons";
export { verify } from "./verify/verify";

// Inside on purpose: each single check, the requests of an action, the connection's transport and pacing, what a job observes for itself, and all types that a caller only infers.
