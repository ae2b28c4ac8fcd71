/**
 * Runbooks for Azure disk encryption: the library behind the notebooks, in the order an operator meets it.
 *
 * connect → observe → check → plan → approve → apply → verify
 */

// connect
export {
  connect,
  type LiveTarget,
  type SandboxConnection,
  type SandboxTarget,
  type Target,
} from "./client/connect";
export {
  bannerText,
  type Connection,
  type ConnectionIdentity,
  type SignedInPrincipal,
  type VisibleSubscription,
} from "./client/connection";
export { cloudNames, clouds, type Cloud, type CloudName } from "./client/cloud";
export type { Clock } from "./client/clock";
export type { Exchange } from "./client/transport";
export type {
  ChangeGate,
  ChangeIntent,
  ChangeLogEntry,
  ChangeOutcome,
  ChangeRecorder,
  PlannedRequest,
} from "./client/changes";
export type { Sandbox } from "./sandbox";

// observe
export { observe, parseVolumeType, volumeTypes, type ObserveOptions } from "./operations/observe/observe";
export { findVirtualMachine } from "./operations/observe/find-virtual-machine";
export { readVirtualMachine } from "./operations/observe/read-virtual-machine";
export { readKeyVault } from "./operations/observe/read-key-vault";
export { probeScript, probeScriptFor, type ProbeScript } from "./operations/probe/scripts";
export { readGuest } from "./operations/probe/read-guest";
export { absent, known, missing, type Fact, type FactSource } from "./azure/fact";
export type { Guest, GuestVolume, LinuxGuest, NetworkProbe, WindowsGuest } from "./azure/guest";
export type { KeyEncryptionKey, KeyVault, KeyVaultFirewall } from "./azure/key-vault";
export type { DiskEncryptionSettings, ManagedDisk } from "./azure/managed-disk";
export type { SecretLifetimePolicies } from "./azure/secret-lifetime-policies";
export { isResourceId, parseResourceId, sameResourceId, type ResourceId } from "./azure/resource-id";
export { sameRegion } from "./azure/region";
export type {
  AttachedDisk,
  HyperVGeneration,
  ImageReference,
  OsType,
  VirtualMachine,
  VirtualMachineExtension,
  VolumeType,
} from "./azure/virtual-machine";
export type { VirtualMachineSize } from "./azure/virtual-machine-size";

// check
export { evaluate } from "./checks/evaluate";
export { readiness, type BlockingVerdict, type Readiness, type ReadinessBlocker } from "./checks/readiness";
export { requirements } from "./checks/catalogue";
export { groupPolicySetting, type GroupPolicy, type GroupPolicySetting } from "./azure/group-policy";
export { translateBitLockerCode, type BitLockerResult } from "./azure/bitlocker-result";
export { explainExtensionError, type ExtensionErrorExplanation } from "./azure/extension-error";
export type { EncryptionFacts } from "./checks/facts";
export type { Edition, Finding, Verdict } from "./checks/finding";
export {
  requirementIds,
  type Requirement,
  type RequirementEdition,
  type RequirementId,
} from "./checks/requirement";

// plan
export { keySizeForGuest, planKeyVault, type KeyVaultRequest } from "./operations/prepare-key-vault/plan";
export { planEncryption, type PlanEncryptionOptions } from "./operations/encrypt-running-vm/plan";
export { planDisable } from "./operations/disable-encryption/plan";
export {
  planText,
  type Blocker,
  type Impact,
  type Job,
  type Override,
  type Plan,
  type PlanContent,
  type PlanStep,
  type TouchedResource,
  type Undo,
} from "./operations/plan/plan";
export type { Action } from "./operations/plan/actions";
export type { ExtensionSettings, ExtensionType } from "./operations/plan/actions/extension";
export type {
  CreateVaultProperties,
  NetworkAcls,
  UpdateVaultProperties,
} from "./operations/plan/actions/key-vault";

// approve, apply, watch
export { approve, type Approval } from "./operations/plan/approve";
export {
  apply,
  type ApplyOptions,
  type ApplyProgress,
  type ApplyResult,
  type StepResult,
} from "./operations/plan/apply";
export { watch, type EncryptionProgress, type WatchOptions } from "./operations/encrypt-running-vm/watch";

// verify
export { verify, type VerifyOptions } from "./operations/verify/verify";
export { assessProtection } from "./protection/assess";
export type {
  AzureDiskEncryption,
  DiskProtection,
  ServerSideEncryption,
  ViewStatement,
  VirtualMachineProtection,
} from "./protection/protection";
export type { ProtectionViews, SecretView } from "./protection/views";

// show
export { show, type View } from "./presentation/view";
export { bannerView } from "./presentation/banner-view";
export { findingsView, type FindingsViewOptions } from "./presentation/findings-view";
export { planView } from "./presentation/plan-view";
export { protectionView } from "./presentation/protection-view";
export { progress, type ProgressOptions } from "./presentation/progress";

// errors
export { RunbookError, runbookErrorCodes, type AzureErrorCode, type RunbookErrorCode } from "./errors";
