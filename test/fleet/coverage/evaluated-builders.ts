import type { EvaluatedDisk, EvaluatedVirtualMachine } from "../../../lib/fleet/coverage/evaluated-facts";

/** An OS disk that every mechanism could have, as far as an inventory tells. */
export const anEvaluatedDisk: EvaluatedDisk = {
  role: "os",
  kind: "managed",
  isRead: true,
  ephemeral: false,
  writeAccelerator: false,
  hasSet: false,
  sku: "premium_lrs",
  encryptionType: "EncryptionAtRestWithPlatformKey",
  stamp: "never",
  securityType: null,
  diskState: "Attached",
  isShared: false,
  hasIncrementalSnapshots: false,
};

/** A VM that could have every mechanism, as far as an inventory tells. */
export const anEvaluatedVirtualMachine: EvaluatedVirtualMachine = {
  osType: "Windows",
  vmSize: "standard_d2s_v5",
  hyperVGeneration: "V1",
  powerState: "running",
  encryptionAtHost: false,
  securityType: null,
  imageReference: { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2019-datacenter" },
  diskControllerType: "SCSI",
  extension: false,
  disks: [anEvaluatedDisk],
};
