/**
 * Runbooks for Azure disk encryption: the library behind the notebooks, in the order an operator meets it.
 *
 * connect → observe → check → plan → approve → apply → verify
 */

// connect
export {
  connect,
  sandboxOf,
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
  type VaultClientOptions,
  type VisibleSubscription,
} from "./client/connection";
export type { AnswerHeaders } from "./client/rate-limit-headers";
export type { RawAnswer } from "./client/resource-manager";
export { cloudNames, clouds, type Cloud, type CloudName } from "./client/cloud";
export type { Clock } from "./client/clock";
export type { Exchange } from "./client/transport";
export type {
  AnnouncedPart,
  ChangeGate,
  ChangeIntent,
  ChangeLogEntry,
  ChangeOutcome,
  ChangeRecorder,
  DataPlaneRequest,
  PlannedPages,
  PlannedRequest,
} from "./client/changes";
export type { DiskAccess, DiskAccesses } from "./client/disk-access";
export type {
  BucketCount,
  CopyTruth,
  DiskEncryptionShare,
  DiskTruth,
  GeneratedFleetFacts,
  GeneratedTruth,
  GenerateOptions,
  KnownDiskEncryption,
  OutsideAzure,
  RequestCounts,
  Sandbox,
  Stamp,
  TrueMechanism,
  TrueServerSide,
  VirtualMachineTruth,
} from "./sandbox";

// observe
export { observe, parseVolumeType, volumeTypes, type ObserveOptions } from "./operations/observe/observe";
export {
  proposeEncryption,
  type Choice,
  type EncryptionProposal,
  type EncryptionWish,
} from "./operations/propose/propose";
export { proposeAll, type ProposedVirtualMachines } from "./operations/propose/propose-all";
export { proposeKeyVaults, type KeyVaultProposal } from "./operations/propose/key-vaults";
export {
  proposeKeyVaultsForNewVirtualMachine,
  type NewVirtualMachinePlace,
} from "./operations/propose/new-vm";
export type { KeyVaultCandidate } from "./operations/propose/candidate";
export { observeAlternatives } from "./operations/observe/observe-alternatives";
export { observeAll, probeAll, type ObservedVirtualMachines } from "./operations/observe/observe-all";
export { observeNewVirtualMachine } from "./operations/encrypt-new-vm/observe";
export { observeUpload, type UploadFacts, type UploadRequest } from "./operations/upload-disk/observe";
export { observeCopy, type CopyFacts, type CopyRequest } from "./operations/upload-disk/plan-copy";
export type { PinnedFile } from "./operations/upload-disk/pinned-file";
export { readDiskToFill, type DiskToFill } from "./operations/upload-disk/disk-to-fill";
export { observeStoreKey, type StoreKeyFacts, type StoreKeyRequest } from "./operations/store-key/observe";
export type { StoredKey } from "./operations/store-key/stored-key";
export { readBekFile } from "./operations/store-key/read-bek-file";
export { readPassphraseFile } from "./operations/store-key/read-passphrase-file";
export { secretNameOf } from "./operations/store-key/names";
export {
  keyMaterialFromPassphrase,
  type ExternalKey,
  type KeyMaterial,
  type KeyMaterialKind,
} from "./azure/key-material";
export type { WrapAlgorithm } from "./azure/wrap-algorithm";
export {
  observeVirtualMachineFromDisk,
  type VirtualMachineFromDiskFacts,
  type VirtualMachineFromDiskRequest,
} from "./operations/create-vm-from-disk/observe";
export { findVirtualMachine } from "./operations/observe/find-virtual-machine";
export { readVirtualMachine } from "./operations/observe/read-virtual-machine";
export { readKeyVault } from "./operations/observe/read-key-vault";
export { readNewestKey } from "./operations/observe/read-customer-key";
export {
  observeCustomerKey,
  type ObserveCustomerKeyOptions,
} from "./operations/encrypt-with-customer-key/observe";
export { observeEncryptionAtHost } from "./operations/encrypt-at-host/observe";
export {
  observeDiskEncryptionSet,
  type NewDiskEncryptionSetFacts,
} from "./operations/disk-encryption-set/observe";
export { readDiskEncryptionSet } from "./operations/observe/read-disk-encryption-set";
export { readManagedIdentity } from "./operations/observe/read-managed-identity";
export { readSubscriptionFeature } from "./operations/observe/read-subscription-feature";
export { readDisk } from "./operations/observe/read-disks";
export {
  readEncryptionAtRest,
  type EncryptionAtRest,
  type EncryptionAtRestPlace,
} from "./operations/observe/read-encryption-at-rest";
export { readSnapshot } from "./operations/observe/read-snapshots";
export { readMarketplaceImage, type ImagePlace } from "./operations/observe/read-marketplace-image";
export { readSubnet } from "./operations/observe/read-subnet";
export { probeScript, probeScriptFor, type ProbeScript } from "./operations/probe/scripts";
export { readGuest } from "./operations/probe/read-guest";
export { absent, known, missing, type Fact, type FactSource } from "./azure/fact";
export type {
  Guest,
  GuestVolume,
  LinuxGuest,
  NetworkProbe,
  WindowsDisk,
  WindowsGuest,
  WindowsVolume,
} from "./azure/guest";
export type { KeyEncryptionKey, KeyVault, KeyVaultAccessPolicy, KeyVaultFirewall } from "./azure/key-vault";
export type { DiskEncryptionSet, DiskEncryptionSetType, SetIdentity } from "./azure/disk-encryption-set";
export { keyPermissions, type KeyGrant, type KeyPermission } from "./azure/key-grant";
export type { KeyLifetimeTrigger, KeyRotationPolicy } from "./azure/key-rotation-policy";
export type { ManagedIdentity } from "./azure/managed-identity";
export type { Snapshot } from "./azure/snapshot";
export { ENCRYPTION_AT_HOST_FEATURE, type SubscriptionFeature } from "./azure/subscription-feature";
export type { DiskEncryptionSettings, ManagedDisk } from "./azure/managed-disk";
export type { ManagedImage } from "./azure/managed-image";
export type { MarketplaceImage } from "./azure/marketplace-image";
export type { Subnet } from "./azure/subnet";
export type {
  Administrator,
  DeploymentMethod,
  NewDisk,
  NewVirtualMachineEncryption,
  NewVirtualMachineFacts,
  NewVirtualMachineRequest,
} from "./checks/new-vm/facts";
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

export {
  adeInventory,
  inventoryEntry,
  type AdeInventory,
  type AdeInventoryOptions,
  type AdeVirtualMachine,
  type MarkedDisk,
} from "./operations/leave-ade/inventory";
export {
  observeLeaveAde,
  type DiskCopy,
  type LeaveAdeFacts,
  type LeaveAdeRequest,
  type ObserveLeaveAdeOptions,
} from "./operations/leave-ade/observe";
export type { VirtualMachineConfiguration } from "./operations/leave-ade/configuration";

// check
export { evaluate } from "./checks/evaluate";
export { evaluateNewVirtualMachine } from "./operations/encrypt-new-vm/evaluate";
export {
  newVirtualMachineRequirementIds,
  newVirtualMachineRequirements,
  type NewVirtualMachineRequirementId,
} from "./checks/new-vm/requirement";
export { evaluateAll, type CheckedVirtualMachine } from "./checks/evaluate-all";
export { editionFor, type EditionChoice } from "./checks/edition-choice";
export { readiness, type BlockingVerdict, type Readiness, type ReadinessBlocker } from "./checks/readiness";
export { requirements } from "./checks/catalogue";
export { groupPolicySetting, type GroupPolicy, type GroupPolicySetting } from "./azure/group-policy";
export { translateBitLockerCode, type BitLockerResult } from "./azure/bitlocker-result";
export { explainExtensionError, type ExtensionErrorExplanation } from "./azure/extension-error";
export {
  customerKeyRequirements,
  evaluateCustomerKey,
  evaluatePlatformKey,
} from "./checks/customer-key/evaluate";
export type {
  CustomerKeyFacts,
  DiskEncryptionSetFacts,
  DiskTarget,
  EncryptionTarget,
  SnapshotTarget,
} from "./checks/customer-key/facts";
export { customerKeyRequirementIds, type CustomerKeyRequirementId } from "./checks/customer-key/requirement";
export { encryptionAtHostRequirements, evaluateEncryptionAtHost } from "./checks/host-encryption/evaluate";
export type { EncryptionAtHostFacts } from "./checks/host-encryption/facts";
export {
  encryptionAtHostRequirementIds,
  type EncryptionAtHostRequirementId,
} from "./checks/host-encryption/requirement";
export type { AnyRequirementId } from "./checks/any-requirement";
export type { AlternativeFacts } from "./checks/alternative-facts";
export type { EncryptionFacts } from "./checks/facts";
export type { Edition, Finding, Verdict } from "./checks/finding";
export {
  requirementIds,
  type Requirement,
  type RequirementEdition,
  type RequirementId,
  type RequirementRecord,
} from "./checks/requirement";

// compare and recommend
export { mechanisms } from "./recommendation/catalogue";
export { recommend, type RecommendOptions } from "./recommendation/recommend";
export {
  mechanismIds,
  type ComparedProperty,
  type ComparedPropertyId,
  type ComparisonCell,
  type DocumentSource,
  type EditionStatement,
  type Mechanism,
  type MechanismComparison,
  type MechanismId,
  type SourcedStatement,
} from "./recommendation/mechanism";
export type {
  BetterMechanism,
  Covered,
  MechanismCoverage,
  MechanismOption,
  MechanismReason,
  MechanismState,
  Recommendation,
  RecommendedMechanisms,
} from "./recommendation/recommendation";

// inspect a VHD
export { vhdReportView } from "./presentation/vhd-view";
export {
  allocatedRanges,
  bekSampleNames,
  inspectVhd,
  inspectVhdFile,
  openVhd,
  removePracticeFiles,
  sha256,
  vhdSampleNames,
  writeBekSample,
  writePracticeFiles,
  writeVhdSample,
  type AllocatedRange,
  type AllocatedRangesOptions,
  type BekSampleName,
  type BitLockerMetadata,
  type BitLockerProtector,
  type BitLockerProtectorType,
  type BitLockerState,
  type BitLockerVolume,
  type BlockCount,
  type ByteSource,
  type Checksum,
  type FileSystemType,
  type FileSystemVolume,
  type FindParent,
  type FooterPlace,
  type InspectVhdFileOptions,
  type InspectVhdOptions,
  type Luks1Volume,
  type Luks2KeySlot,
  type Luks2Segment,
  type Luks2Volume,
  type OtherVolume,
  type ParentFile,
  type ParentLocator,
  type Partition,
  type PartitionRole,
  type PartitionTableHeader,
  type PartitionType,
  type TableDefect,
  type VhdBoot,
  type VhdContainer,
  type VhdDisk,
  type VhdDiskType,
  type VhdDynamicHeader,
  type VhdEncryption,
  type VhdFile,
  type VhdFileFormat,
  type VhdFooter,
  type VhdGeometry,
  type VhdImage,
  type VhdKeyMaterial,
  type VhdParent,
  type VhdProblem,
  type VhdProblemId,
  type VhdReport,
  type VhdSampleName,
  type VhdVerdict,
  type Volume,
  type VolumeOnDisk,
} from "./vhd";

// plan
export { keySizeForGuest, planKeyVault, type KeyVaultRequest } from "./operations/prepare-key-vault/plan";
export { planEncryption, type PlanEncryptionOptions } from "./operations/encrypt-running-vm/plan";
export { planNewVirtualMachine, type PlanNewVirtualMachineOptions } from "./operations/encrypt-new-vm/plan";
export { exportTemplate, type ExportedTemplate } from "./operations/encrypt-new-vm/export-template";
export {
  deploymentOf,
  withParameterValues,
  type DeploymentTarget,
  type TemplateAndParameters,
} from "./operations/encrypt-new-vm/deployment";
export {
  validateTemplate,
  whatIf,
  type PreviewOptions,
  type PropertyChange,
  type ResourceChange,
  type TemplateError,
  type TemplateValidation,
  type WhatIf,
} from "./operations/encrypt-new-vm/preview";
export {
  planTemplateDeployment,
  type PlanTemplateDeploymentOptions,
} from "./operations/encrypt-new-vm/plan-deployment";
export type {
  ParameterValue,
  ParameterValues,
  ResourceManagerTemplate,
  TemplateOutput,
  TemplateParameter,
  TemplateParametersFile,
  TemplateResource,
} from "./azure/template";
export {
  planDiskEncryptionSet,
  type PlanDiskEncryptionSetOptions,
} from "./operations/disk-encryption-set/plan";
export type { CustomerKeyRequest, DiskEncryptionSetRequest } from "./operations/disk-encryption-set/request";
export {
  planCustomerKey,
  planPlatformKey,
  type PlanCustomerKeyOptions,
} from "./operations/encrypt-with-customer-key/plan";
export { planImage, planSnapshots, type ImageRequest } from "./operations/encrypt-with-customer-key/copies";
export {
  planKeyRotation,
  type KeyRotationRequest,
  type PlanKeyRotationOptions,
} from "./operations/disk-encryption-set/rotate";
export { planKeyEnabled } from "./operations/disk-encryption-set/revoke";
export { planStart } from "./operations/encrypt-with-customer-key/start";
export { readKeyUse, type KeyUse, type KeyUser } from "./operations/disk-encryption-set/key-use";
export {
  planEncryptionAtHost,
  planEncryptionAtHostOff,
  type PlanEncryptionAtHostOptions,
} from "./operations/encrypt-at-host/plan";
export { planDisable, type PlanDisableOptions } from "./operations/disable-encryption/plan";
export { planFormatAndEncrypt } from "./operations/format-and-encrypt/plan";
export {
  contentsScript,
  readContents,
  type ContentsScript,
  type VolumeContents,
} from "./operations/format-and-encrypt/contents";
export { planAddedDisk } from "./operations/encrypt-added-disk/plan";
export { planRemoveExtension, type PlanRemoveExtensionOptions } from "./operations/remove-extension/plan";
export { judgeOsDiskResize, judgeSizeChange } from "./operations/resize-encrypted-vm/judge";
export { observeSize } from "./operations/resize-encrypted-vm/observe";
export { planNewKeyVersion } from "./operations/rotate-ade-keys/new-version";
export { planAdeKeyRotation } from "./operations/rotate-ade-keys/plan";
export {
  observeAdeKeys,
  observeKeyVersions,
  keysInUse,
  type AdeDiskKey,
  type AdeKeys,
  type KeysInUse,
  type KeyVersions,
  type ObserveAdeKeysOptions,
} from "./operations/rotate-ade-keys/observe";
export type { PlanRerunOptions } from "./operations/encrypt-running-vm/rerun";
export { ADE_RETIREMENT_DATE, daysUntilRetirement } from "./operations/leave-ade/retirement";
export {
  leavePathOf,
  type LeavePath,
  type LeavePathFacts,
  type LeavePathKind,
} from "./operations/leave-ade/path";
export { planLeaveAde, type PlanLeaveAdeOptions } from "./operations/leave-ade/plan";
export { planRemoveOldVirtualMachine } from "./operations/leave-ade/remove";
export { planStoreKey, type PlanStoreKeyOptions } from "./operations/store-key/plan";
export { planUpload } from "./operations/upload-disk/plan";
export { planCopyByUpload } from "./operations/upload-disk/plan-copy";
export {
  planVirtualMachineFromDisk,
  type PlanVirtualMachineFromDiskOptions,
} from "./operations/create-vm-from-disk/plan";
export { parseOverrides } from "./operations/plan/parse-overrides";
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
export type { ActiveKey } from "./operations/plan/actions/disk-encryption-set";
export type { StoredEncryption } from "./operations/plan/actions/disk-encryption";
export type {
  CopyPages,
  CreateDiskForUpload,
  DeleteDisk,
  EndDiskAccess,
  GrantDiskAccess,
  SetDiskEncryptionSettings,
  UploadPages,
} from "./operations/plan/actions/disk";
export type { StoreKey } from "./operations/plan/actions/secret";
export type { DeployTemplate } from "./operations/plan/actions/deployment";
export type {
  AttachedOsDisk,
  CreateVirtualMachine,
  DeleteVirtualMachine,
  FromDisk,
  FromImage,
  NewDataDisk,
  NewNetworkInterface,
  NewNetworkProfile,
  NewOsProfile,
  NewSecurityProfile,
  NewVirtualMachineProperties,
  OsDiskFromImage,
} from "./operations/plan/actions/virtual-machine";
export type {
  CreateVaultProperties,
  NetworkAcls,
  UpdateVaultProperties,
} from "./operations/plan/actions/key-vault";

// approve, apply, watch
export { approve, type Approval } from "./operations/plan/approve";
export { approveDestruction, type DestructionApproval } from "./operations/plan/approve-destruction";
export { Redacted } from "./azure/redacted";
export { newPassword } from "./azure/administrator";
export { secretFromEnvironment } from "./client/secret-from-environment";
export type { PlanSecrets } from "./operations/plan/secrets";
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
export { verifyAdeKeys, type WishedAdeKeys } from "./operations/rotate-ade-keys/verify";
export type { Checklist, ChecklistItem } from "./operations/verify/checklist";
export { verifyLeaveAde, type LeavingCheck, type LeavingVerification } from "./operations/leave-ade/verify";
export { assessProtection } from "./protection/assess";
export type {
  AzureDiskEncryption,
  CustomerKey,
  DiskProtection,
  HostKey,
  ServerSideEncryption,
  ViewStatement,
  VirtualMachineProtection,
} from "./protection/protection";
export type { CustomerKeyView, ProtectionViews, SecretView } from "./protection/views";

// fleet
export { readFleet, type FleetProgress, type ReadFleetOptions } from "./fleet/arm";
export { readFleetFromGraph, type GraphFleetOptions, type GraphProgress } from "./fleet/graph";
export { readFleetFromFiles, type FilesFleetOptions } from "./fleet/files";
export { readFleetSizes, type FleetSizesOptions } from "./fleet/sizes";
export type { FleetSizes, UnreadSizes } from "./azure/fleet-sizes";
export type {
  AdeStamp,
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedImageDisk,
  InventoriedResource,
  InventoriedSnapshot,
  InventoriedStorage,
  InventoriedSubscription,
  InventoriedAdeExtension,
  InventoriedVirtualMachine,
  Inventory,
  InventoryGap,
  InventoryKind,
  InventorySource,
} from "./azure/inventory";
export { coverageOf, type CoverageOptions } from "./coverage/coverage-of";
export { rollUp } from "./coverage/roll-up";
export { summary, type CoverageSummary } from "./coverage/summary";
export {
  compareCoverage,
  protectingMechanisms,
  type CompareOptions,
  type ComparedCoverage,
  type CoverageComparison,
  type DiskChange,
  type DiskMove,
  type IncomparableDisk,
} from "./coverage/compare";
export { fleetControls } from "./coverage/controls-catalogue";
export type {
  ControlId,
  DiskControlId,
  FleetControl,
  VirtualMachineControlId,
} from "./coverage/controls/control";
export type {
  ControlOutcome,
  CopyCoverage,
  CountedMechanism,
  Coverage,
  CoverageAde,
  CoverageRole,
  CoverageServerSide,
  DiskCoverage,
  Eligibility,
  RollUp,
  RollUpDimension,
  RollUpLine,
  VirtualMachineCoverage,
} from "./coverage/coverage";
export { saveSnapshot, type SaveSnapshotOptions } from "./fleet/snapshot";
export {
  openFleet,
  type Fleet,
  type FleetHistoryLine,
  type FleetSource,
  type OpenFleetOptions,
  type SqlResult,
} from "./fleet/sql";
export type { ControlColumn } from "./fleet/snapshot/controls";
export type { SnapshotManifest } from "./fleet/snapshot/manifest";
export type { TableName } from "./fleet/snapshot/tables";
export type { FleetColumn } from "./fleet/sql/fleet-columns";
export type { SqlColumn, SqlOptions } from "./fleet/sql/question";
export type { SqlParameter, SqlParameters, SqlRow, SqlValue } from "./fleet/sql/values";
export { adeExposure } from "./charts/ade-exposure";
export { coverageByMechanism } from "./charts/coverage-by-mechanism";
export { coverageHierarchy } from "./charts/coverage-hierarchy";
export { coverageOverTime, type CoverageHistoryRow } from "./charts/coverage-over-time";
export { mechanismFlow } from "./charts/mechanism-flow";
export { requirementHeatMap } from "./charts/requirement-heat-map";
export type { Chart, ChartTable } from "./charts/chart";
export type {
  BarTrace,
  PatternShape,
  PlotlyAnnotation,
  PlotlyAxis,
  PlotlyFigure,
  PlotlyFont,
  PlotlyLayout,
  PlotlyLegend,
  PlotlyLine,
  PlotlyPattern,
  PlotlyTrace,
  SankeyTrace,
  ScatterTrace,
  TreemapTrace,
} from "./charts/plotly-figure";

// show
export { show } from "./presentation/show";
export type { View } from "./presentation/view";
export { bannerView } from "./presentation/banner-view";
export { findingsView, type FindingsViewOptions } from "./presentation/findings-view";
export { findingsGridView, type FindingsGridViewOptions } from "./presentation/findings-grid-view";
export { extensionErrorView } from "./presentation/extension-error-view";
export { fixesView, type FixesViewOptions } from "./presentation/fixes-view";
export { comparisonView, type ComparisonViewOptions } from "./presentation/comparison-view";
export { recommendationView } from "./presentation/recommendation-view";
export { leftOut } from "./presentation/left-out-view";
export { keyVaultProposalView, proposalsView, proposalView } from "./presentation/proposal-view";
export { keyVaultView, type KeyVaultViewOptions } from "./presentation/key-vault-view";
export { planView } from "./presentation/plan-view";
export { templateView } from "./presentation/template-view";
export { validationView, whatIfView } from "./presentation/what-if-view";
export { notProvenBecause, type NotProven } from "./protection/not-proven";
export { protectionView } from "./presentation/protection-view";
export { encryptionAtRestView } from "./presentation/encryption-at-rest-view";
export { keyUseView } from "./presentation/key-use-view";
export { adeInventoryView } from "./presentation/ade-inventory-view";
export { adeKeysView } from "./presentation/ade-keys-view";
export { checklistView } from "./presentation/checklist-view";
export { leaveAdeView } from "./presentation/leave-ade-view";
export { chartView } from "./presentation/chart-view";
export { coverageSummaryView } from "./presentation/coverage-summary-view";
export { rollUpView } from "./presentation/roll-up-view";
export { controlsView } from "./presentation/controls-view";
export { coverageComparisonView } from "./presentation/coverage-comparison-view";
export { sqlView, type SqlViewOptions } from "./presentation/sql-view";
export { fleetColumnsView } from "./presentation/fleet-columns-view";
export { coveragePage } from "./presentation/coverage-report/coverage-page";
export { coverageCsv } from "./presentation/coverage-report/coverage-csv";
export { progress, type ProgressOptions } from "./presentation/progress";
export { fleetProgress, type FleetProgressOptions } from "./presentation/fleet-progress";

// errors
export { RunbookError, runbookErrorCodes, type AzureErrorCode, type RunbookErrorCode } from "./errors";
