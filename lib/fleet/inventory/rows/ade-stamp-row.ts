import type { AdeStamp } from "../../nouns/inventory";
import { booleanAt, type JsonRecord } from "./json-fields";

/** What settings of Azure Disk Encryption say, a disk's or those in a VM's model: Azure leaves out what was never made. Nothing else of them is kept. */
export function adeStampOf(settings: JsonRecord | undefined): AdeStamp {
  if (settings === undefined) return "never";
  return booleanAt(settings, "enabled") === true ? "on" : "off";
}
