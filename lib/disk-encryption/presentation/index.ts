/** What the library finds, as something to look at: each view takes what the verb of its name returns. */
export { adeInventoryView as adeInventory } from "./ade-inventory-view";
export { adeKeysView as adeKeys } from "./ade-keys-view";
export { bannerView as banner } from "./banner-view";
export { checklistView as checklist } from "./checklist-view";
export { comparisonView as comparison } from "./comparison-view";
export { encryptionAtRestView as encryptionAtRest } from "./encryption-at-rest-view";
export { extensionErrorView as extensionError } from "./extension-error-view";
export { findingsGridView as findingsGrid } from "./findings-grid-view";
export { findingsView as findings } from "./findings-view";
export { fixesView as fixes } from "./fixes-view";
export { keyUseView as keyUse } from "./key-use-view";
export { keyVaultView as keyVault } from "./key-vault-view";
export { leaveAdeView as leaveAde } from "./leave-ade-view";
export { leftOut } from "./left-out-view";
export { planView as plan } from "./plan-view";
export {
  keyVaultProposalView as keyVaultProposal,
  proposalsView as proposals,
  proposalView as proposal,
} from "./proposal-view";
export { protectionView as protection } from "./protection-view";
export { recommendationView as recommendation } from "./recommendation-view";
export { templateView as template } from "./template-view";
export { vhdReportView as vhdReport } from "./vhd-view";
export { validationView as validation, whatIfView as whatIf } from "./what-if-view";
