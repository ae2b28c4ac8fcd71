import { isRecord } from "./json-records";
import type { ExportedRecord } from "./csv-records";

/** A resource as Resource Manager would answer it, as far as an exported record has it. */
export interface ExportedResource {
  readonly body: ExportedRecord;
  /** What the record tells, as paths of the body: `properties.encryption`. Undefined: all that Azure has of such a resource. */
  readonly told?: readonly string[];
}

/** Fields of the body's own level; all others of the Azure CLI's flat form belong into `properties`. */
const outerFields = new Set([
  "id",
  "name",
  "type",
  "location",
  "tags",
  "sku",
  "managedBy",
  "identity",
  "zones",
  "resources",
  "kind",
  "plan",
]);

/**
 * A column's usual names, in lower case without underscores, and what they are of the body. Where KQL projects a path without a name, the column is
 * called by the path with underscores (`properties_encryption_type`): that is taken apart by itself.
 */
const columnPaths: Readonly<Record<string, string>> = {
  skuname: "sku.name",
  vmsize: "properties.hardwareProfile.vmSize",
  encryptionathost: "properties.securityProfile.encryptionAtHost",
  securitytype: "properties.securityProfile.securityType",
  powerstate: "properties.extended.instanceView.powerState.code",
  encryptiontype: "properties.encryption.type",
  diskencryptionsetid: "properties.encryption.diskEncryptionSetId",
  encryptionsettingsenabled: "properties.encryptionSettingsCollection.enabled",
  diskstate: "properties.diskState",
  disksizegb: "properties.diskSizeGB",
  hypervgeneration: "properties.hyperVGeneration",
  maxshares: "properties.maxShares",
  uniqueid: "properties.uniqueId",
  sourceresourceid: "properties.creationData.sourceResourceId",
  incremental: "properties.incremental",
  storageprofile: "properties.storageProfile",
};

/** The Azure CLI's own names: Azure writes `diskSizeGb` with a capital B, and an extension's type is beside the resource's. */
const spellings: Readonly<Record<string, string>> = {
  diskSizeGb: "diskSizeGB",
  typePropertiesType: "type",
  virtualMachineExtensionType: "type",
};

/**
 * Gives a record of any export the form of Resource Manager: `properties` as it is (Resource Graph, REST), the Azure CLI's flat form put back under
 * `properties`, and columns that somebody projected by their names.
 */
export function resourceOf(record: ExportedRecord, type: string): ExportedResource {
  if (isWholeBody(record)) return { body: record };
  return isFlatForm(record, type) ? { body: fromFlatForm(record) } : fromColumns(record, type);
}

/**
 * Whether a record is all that Azure has of a resource. Resource Manager leaves out what a resource does not have, as tags and the VM that holds a disk;
 * Resource Graph has all columns in each row instead, so that one that is not there was not asked for. It writes types in lower case.
 */
function isWholeBody(record: ExportedRecord): boolean {
  const { id, name, type, location, properties } = record;
  if (!isWhole(properties) || ![id, name, type, location].every((field) => typeof field === "string"))
    return false;
  return /[A-Z]/.test(String(type)) || ["managedBy", "sku", "tags"].every((column) => column in record);
}

/** Azure tells of every resource how its last change went; of properties that somebody picked, that is hardly one. */
const isWhole = (properties: unknown): properties is ExportedRecord =>
  isRecord(properties) && "provisioningState" in properties;

/** What `az ... list` prints of every resource of a kind. `az resource list` has the fields of all resources, and none of these. */
const ownFields: Readonly<Record<string, readonly string[]>> = {
  virtualmachines: ["hardwareProfile", "storageProfile"],
  disks: ["creationData"],
  snapshots: ["creationData"],
  images: ["storageProfile", "sourceVirtualMachine"],
  diskencryptionsets: ["encryptionType", "activeKey"],
  extensions: ["publisher"],
};

const isFlatForm = (record: ExportedRecord, type: string): boolean =>
  "provisioningState" in record &&
  "resourceGroup" in record &&
  (ownFields[type] ?? []).some((field) => field in record);

function fromFlatForm(record: ExportedRecord): ExportedRecord {
  const properties: Record<string, unknown> = {};
  const body: Record<string, unknown> = { properties };
  for (const [name, value] of Object.entries(record)) {
    // The CLI prints null for whatever Azure left out.
    if (value === null) continue;
    if (outerFields.has(name)) body[name] = value;
    else properties[spellings[name] ?? name] = value;
  }
  // Older versions print null for a VM without extensions, newer ones leave it out.
  const extensions = body["resources"];
  body["resources"] = Array.isArray(extensions) ? extensions.filter(isRecord).map(fromFlatExtension) : [];
  const powerState = record["powerState"];
  if (typeof powerState === "string") {
    // `az vm list -d` prints the instance view's words, "VM running".
    const code = `PowerState/${powerState.replace(/^VM /, "")}`;
    properties["extended"] = { instanceView: { powerState: { code } } };
  }
  return body;
}

/** `az vm list` prints the ids of a VM's extensions alone, `-d` all of them; their type has another name there, as the resource has one too. */
function fromFlatExtension(record: ExportedRecord): ExportedRecord {
  const { id, name, location, tags, typePropertiesType: type, ...properties } = record;
  return "publisher" in properties
    ? { id, name, location, tags, properties: { ...properties, type } }
    : { id };
}

function fromColumns(record: ExportedRecord, type: string): ExportedResource {
  const body: Record<string, unknown> = {};
  const told: string[] = [];
  const columns = Object.entries(record).map(([column, value]) => ({ path: pathOf(column, type), value }));
  // First the properties, in which the other columns have their places, wherever the query has them.
  for (const { path, value } of columns) {
    // No resource is without: `az resource list` prints null for what it did not ask for.
    if (path !== "properties" || !isRecord(value)) continue;
    told.push(...(isWhole(value) ? [path] : Object.keys(value).map((name) => `${path}.${name}`)));
    body[path] = value;
  }
  for (const { path, value } of columns) {
    if (path === "properties") continue;
    // Somebody's own words for them.
    if (path === "tags" && value !== null && !isRecord(value)) continue;
    told.push(path);
    if (value !== null) putAt(body, path.split("."), typed(value));
  }
  return { body, told };
}

function pathOf(column: string, type: string): string {
  if (/^properties[_.]/i.test(column)) return column.replace(/_/g, ".");
  const name = column.toLowerCase().replace(/_/g, "");
  if (name === "ostype")
    return type === "virtualmachines" ? "properties.storageProfile.osDisk.osType" : "properties.osType";
  if (name === "properties") return name;
  const outer = [...outerFields].find((field) => field.toLowerCase() === name);
  return outer ?? columnPaths[name] ?? column;
}

/** CSV has texts alone. */
function typed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  return /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function putAt(body: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    body[first] = value;
    return;
  }
  const inner = isRecord(body[first]) ? { ...body[first] } : {};
  putAt(inner, rest, value);
  body[first] = inner;
}
