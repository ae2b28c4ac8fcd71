import type { InventoriedAdeExtension } from "../../nouns/inventory";
import { recordAt, textAt, type JsonRecord } from "./json-fields";
import type { TextPool } from "./text-pool";

/** The extension of Azure Disk Encryption that a VM has, by its resource alone. */
export interface AdeExtensionRow {
  readonly virtualMachineId: string;
  readonly name: string;
  readonly extension: InventoriedAdeExtension;
}

/** Whether an extension is that of Azure Disk Encryption: by its type, or where that is not told by the name that Azure's tools give it. */
export function isAdeExtension(body: JsonRecord): boolean {
  return /^AzureDiskEncryption/i.test(textAt(recordAt(body, "properties"), "type") ?? partsOf(body).name);
}

/** The extension of Azure Disk Encryption from its body; undefined for a body without an extension's id. */
export function adeExtensionRow(body: JsonRecord, pool: TextPool): AdeExtensionRow | undefined {
  const { virtualMachineId, name } = partsOf(body);
  if (name === "") return undefined;
  const properties = recordAt(body, "properties");
  const settings = recordAt(properties, "settings");
  const told = {
    provisioningState: textAt(properties, "provisioningState"),
    encryptionOperation: textAt(settings, "EncryptionOperation"),
    volumeType: textAt(settings, "VolumeType"),
  };
  const extension: InventoriedAdeExtension = Object.fromEntries(
    Object.entries(told).flatMap(([field, text]) => (text === undefined ? [] : [[field, pool.shared(text)]])),
  );
  return { virtualMachineId, name, extension };
}

function partsOf(body: JsonRecord): { readonly virtualMachineId: string; readonly name: string } {
  const [virtualMachineId = "", name = ""] = (textAt(body, "id") ?? "").split(/\/extensions\//i);
  return { virtualMachineId, name };
}
