import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import { recordsOf } from "@runbooks/azure/catalogue";

/** The settings of a key vault that matter for disk encryption, by Azure's names, in the order an operator meets them. */
export const keyVaultSettingIds = [
  "enabledForDiskEncryption",
  "enabledForDeployment",
  "enabledForTemplateDeployment",
  "enableRbacAuthorization",
  "enableSoftDelete",
  "enablePurgeProtection",
  "networkAcls",
] as const;
export type KeyVaultSettingId = (typeof keyVaultSettingIds)[number];

/** What one edition says of a setting. */
export interface KeyVaultSettingEdition {
  /** Absent where this edition says nothing of it. */
  readonly says?: string;
  readonly source: { readonly title: string; readonly section: string; readonly date: string };
}

/** A setting of a key vault: when it applies, in both editions. */
export interface KeyVaultSetting {
  readonly id: KeyVaultSettingId;
  /** As the portal calls it. */
  readonly label: string;
  /** How Azure Disk Encryption needs it. `if-closed`: only where the firewall is closed. `either`: any value is fine. */
  readonly need: "required" | "if-needed" | "either" | "recommended" | "if-closed";
  readonly module: KeyVaultSettingEdition;
  readonly current: KeyVaultSettingEdition;
}

const text = z.string().trim().min(1);
const edition = z.strictObject({
  says: text.exactOptional(),
  source: z.strictObject({ title: text, section: text, date: text }),
});

const settings = dataFile(
  "key-vault-settings.json",
  recordsOf(
    keyVaultSettingIds,
    z.strictObject({
      id: z.enum(keyVaultSettingIds),
      label: text,
      need: z.enum(["required", "if-needed", "either", "recommended", "if-closed"]),
      module: edition,
      current: edition,
    }),
  ),
);

/**
 * The settings of a key vault and when each applies, in both editions.
 *
 * @throws RunbookError `FileUnreadable` where `data/key-vault-settings.json` is missing, malformed or incomplete.
 */
export function keyVaultSettings(): readonly KeyVaultSetting[] {
  return settings();
}
