import {
  type AttachedDisk,
  type ImageReference,
  NOT_SHOWN,
  type OsType,
  type VirtualMachineExtension,
} from "@runbooks/azure";
import { holdsSecret } from "../../nouns/secret-in-text";
import { type InventoriedAdeExtension, type InventoriedVirtualMachine } from "../../nouns/inventory";
import { adeExtensionRow, isAdeExtension } from "./ade-extension-row";
import { adeStampOf } from "./ade-stamp-row";
import { booleanAt, numberAt, recordAt, recordsAt, textAt, type JsonRecord } from "./json-fields";
import { resourceRow, type Unfinished } from "./resource-row";
import { sharedOrNull, type TextPool } from "./text-pool";

/** A VM's row while it is put together, its disks too. */
export interface VirtualMachineRow extends Unfinished<Omit<InventoriedVirtualMachine, "disks">> {
  disks?: Unfinished<AttachedDisk>[];
}

/**
 * A VM from its body, as lists and GET answer it; undefined for a body without an id.
 *
 * The instance view's part (power state, generation, what extensions reported, `EncryptionState/*` of the disks) is there where the body has one:
 * under `instanceView` as Resource Manager answers it, and of power state and generation also under `extended` as Resource Graph does.
 */
export function virtualMachineRow(body: JsonRecord, pool: TextPool): VirtualMachineRow | undefined {
  const row: VirtualMachineRow | undefined = resourceRow(body, pool);
  if (row === undefined) return undefined;
  const properties = recordAt(body, "properties");
  const storageProfile = recordAt(properties, "storageProfile");
  const securityProfile = recordAt(properties, "securityProfile");
  const instanceView = recordAt(properties, "instanceView");
  const vmSize = textAt(recordAt(properties, "hardwareProfile"), "vmSize");
  const osType = osTypeOf(properties, storageProfile);
  const generation = textAt(instanceView ?? extendedView(properties), "hyperVGeneration");
  const powerState = powerStateOf(properties);
  const osDisk = recordAt(storageProfile, "osDisk");
  const hasAde = hasAdeExtension(body);
  // Each of its disks names it.
  row.id = pool.shared(row.id);
  if (vmSize !== undefined) row.vmSize = pool.shared(vmSize);
  if (osType !== undefined) row.osType = osType;
  if (generation === "V1" || generation === "V2") row.hyperVGeneration = generation;
  if (powerState !== undefined) row.powerState = pool.shared(powerState);
  row.encryptionAtHost = booleanAt(securityProfile, "encryptionAtHost") ?? false;
  row.securityType = sharedOrNull(textAt(securityProfile, "securityType"), pool);
  row.imageReference = imageOf(recordAt(storageProfile, "imageReference"), pool);
  row.diskControllerType = sharedOrNull(textAt(storageProfile, "diskControllerType"), pool);
  row.disks = disksOf(storageProfile, instanceView, pool);
  if (osDisk !== undefined) row.osDiskAdeStamp = adeStampOf(recordAt(osDisk, "encryptionSettings"));
  if (hasAde !== undefined) row.hasAdeExtension = hasAde;
  const adeExtension = instanceView === undefined ? adeExtensionOf(body, pool) : undefined;
  if (instanceView !== undefined) row.extensions = extensionsOf(body, instanceView, pool);
  if (adeExtension !== undefined) row.adeExtension = adeExtension;
  row.scaleSetId = sharedOrNull(textAt(recordAt(properties, "virtualMachineScaleSet"), "id"), pool);
  return row;
}

/** The part after `PowerState/` of a VM's properties; undefined where they don't tell. */
export function powerStateOf(properties: JsonRecord | undefined): string | undefined {
  const prefix = "PowerState/";
  const code =
    recordsAt(recordAt(properties, "instanceView"), "statuses")
      .map((status) => textAt(status, "code"))
      .find((one) => one?.startsWith(prefix) === true) ??
    textAt(recordAt(extendedView(properties), "powerState"), "code");
  return code?.slice(code.startsWith(prefix) ? prefix.length : 0);
}

const extendedView = (properties: JsonRecord | undefined): JsonRecord | undefined =>
  recordAt(recordAt(properties, "extended"), "instanceView");

function osTypeOf(
  properties: JsonRecord | undefined,
  storageProfile: JsonRecord | undefined,
): OsType | undefined {
  const osType = textAt(recordAt(storageProfile, "osDisk"), "osType");
  if (osType === "Windows" || osType === "Linux") return osType;
  const osProfile = recordAt(properties, "osProfile");
  if (recordAt(osProfile, "windowsConfiguration") !== undefined) return "Windows";
  return recordAt(osProfile, "linuxConfiguration") === undefined ? undefined : "Linux";
}

function imageOf(image: JsonRecord | undefined, pool: TextPool): ImageReference | null {
  const publisher = textAt(image, "publisher");
  if (publisher === undefined) return null;
  return {
    publisher: pool.shared(publisher),
    offer: pool.shared(textAt(image, "offer") ?? ""),
    sku: pool.shared(textAt(image, "sku") ?? ""),
    version: pool.shared(textAt(image, "version") ?? ""),
  };
}

function disksOf(
  storageProfile: JsonRecord | undefined,
  instanceView: JsonRecord | undefined,
  pool: TextPool,
): Unfinished<AttachedDisk>[] {
  const osDisk = recordAt(storageProfile, "osDisk");
  const dataDisks = recordsAt(storageProfile, "dataDisks");
  return [
    ...(osDisk === undefined ? [] : [attachedDisk(osDisk, "os", instanceView, pool)]),
    ...dataDisks.map((disk) => attachedDisk(disk, "data", instanceView, pool)),
  ];
}

function attachedDisk(
  disk: JsonRecord,
  role: AttachedDisk["role"],
  instanceView: JsonRecord | undefined,
  pool: TextPool,
): Unfinished<AttachedDisk> {
  const managedDisk = recordAt(disk, "managedDisk");
  const name = textAt(disk, "name") ?? "";
  const attached: Unfinished<AttachedDisk> = {
    name,
    role,
    writeAcceleratorEnabled: booleanAt(disk, "writeAcceleratorEnabled") ?? false,
    ephemeral: role === "os" && textAt(recordAt(disk, "diffDiskSettings"), "option") === "Local",
  };
  const lun = numberAt(disk, "lun");
  const managedDiskId = textAt(managedDisk, "id");
  const vhdUri = textAt(recordAt(disk, "vhd"), "uri");
  const storageAccountType = textAt(managedDisk, "storageAccountType");
  const diskSizeGB = numberAt(disk, "diskSizeGB");
  const setId = textAt(recordAt(managedDisk, "diskEncryptionSet"), "id");
  const encryptionState = instanceView === undefined ? undefined : encryptionStateOf(instanceView, name);
  if (role === "data" && lun !== undefined) attached.lun = lun;
  if (managedDiskId !== undefined) attached.managedDiskId = managedDiskId;
  if (vhdUri !== undefined) attached.vhdUri = vhdUri;
  if (storageAccountType !== undefined) attached.storageAccountType = pool.shared(storageAccountType);
  if (diskSizeGB !== undefined) attached.diskSizeGB = diskSizeGB;
  if (setId !== undefined) attached.diskEncryptionSetId = pool.shared(setId);
  if (encryptionState !== undefined) attached.encryptionState = pool.shared(encryptionState);
  return attached;
}

function encryptionStateOf(instanceView: JsonRecord, diskName: string): string | undefined {
  const disk = recordsAt(instanceView, "disks").find((one) => textAt(one, "name") === diskName);
  return recordsAt(disk, "statuses")
    .map((status) => textAt(status, "code"))
    .find((code) => code?.startsWith("EncryptionState/") === true);
}

/**
 * Whether a VM has the extension of Azure Disk Encryption; undefined where its body does not tell of extensions.
 *
 * A list tells their ids alone (recorded, 2019 and 2024), and none at all on a VM without any. The extension may have been given another name
 * than Azure's tools give it: then only the instance view shows what it is.
 */
function hasAdeExtension(body: JsonRecord): boolean | undefined {
  if (!Array.isArray(body["resources"])) {
    return recordAt(recordAt(body, "properties"), "instanceView") === undefined ? undefined : false;
  }
  return recordsAt(body, "resources").some(isAdeExtension);
}

/** The extension's resource, where the body has more of it than its id: that is what `az vm list -d` prints. */
function adeExtensionOf(body: JsonRecord, pool: TextPool): InventoriedAdeExtension | undefined {
  const extension = recordsAt(body, "resources").find(isAdeExtension);
  return recordAt(extension, "properties") === undefined || extension === undefined
    ? undefined
    : adeExtensionRow(extension, pool)?.extension;
}

/** The settings of Azure Disk Encryption that a coverage needs; the others name vaults and keys. */
const handedOnSettings = ["EncryptionOperation", "VolumeType"] as const;

/** Other extensions' settings and outputs, such as a script's, may hold any secret, and a coverage needs none of them: they are not kept. */
function extensionsOf(
  body: JsonRecord,
  instanceView: JsonRecord,
  pool: TextPool,
): readonly VirtualMachineExtension[] {
  const reports = recordsAt(instanceView, "extensions");
  return recordsAt(body, "resources").map((resource) => {
    const properties = recordAt(resource, "properties");
    const name = textAt(resource, "name") ?? textAt(resource, "id")?.split("/").at(-1) ?? "";
    const report =
      reports.find((one) => textAt(one, "name")?.toLowerCase() === name.toLowerCase()) ??
      recordAt(properties, "instanceView");
    const type = textAt(properties, "type") ?? "";
    const isAde = /^AzureDiskEncryption/i.test(type);
    const settings = isAde ? recordAt(properties, "settings") : undefined;
    const [status] = recordsAt(report, "statuses");
    const [substatus] = recordsAt(report, "substatuses");
    const extension: Unfinished<VirtualMachineExtension> = {
      name,
      publisher: pool.shared(textAt(properties, "publisher") ?? ""),
      type: pool.shared(type),
      typeHandlerVersion: pool.shared(
        textAt(report, "typeHandlerVersion") ?? textAt(properties, "typeHandlerVersion") ?? "",
      ),
      provisioningState: pool.shared(textAt(properties, "provisioningState") ?? ""),
      settings: Object.fromEntries(
        handedOnSettings.flatMap((field) => {
          const value = textAt(settings, field);
          return value === undefined ? [] : [[field, pool.shared(value)]];
        }),
      ),
    };
    const statusCode = textAt(status, "code");
    const statusMessage = textAt(status, "message");
    const substatusMessage = textAt(substatus, "message");
    if (statusCode !== undefined) extension.statusCode = pool.shared(statusCode);
    if (isAde && statusMessage !== undefined) extension.statusMessage = reported(statusMessage, pool);
    if (isAde && substatusMessage !== undefined)
      extension.substatusMessage = reported(substatusMessage, pool);
    return extension;
  });
}

/** With dual pass the extension reports the URL of the secret that it has stored, for a client to put it into the VM's model (the Azure CLI's `disk_encryption.py`). */
const reported = (message: string, pool: TextPool): string =>
  holdsSecret(message) ? NOT_SHOWN : pool.shared(message);
