import { type Fact, type KeyVault } from "@runbooks/azure";
import { type KeyVaultSetting, keyVaultSettings } from "../nouns/key-vault-settings";
import { trustedServicesVerdict } from "../checks/vault-firewall";
import { escapeHtml, tableView, type TableCell, type View } from "@runbooks/kernel";

export interface KeyVaultViewOptions {
  /** Leave out when each setting applies. */
  readonly onlyValues?: boolean;
}

/** A key vault's settings as they are, and when each applies: the training module's words and the newest documents'. */
export function keyVaultView(
  keyVault: Fact<KeyVault>,
  { onlyValues = false }: KeyVaultViewOptions = {},
): View {
  if (keyVault.kind === "missing") {
    const text = keyVault.absent === true ? "There is no such key vault yet." : `? ${keyVault.reason}`;
    return { html: `<p>${escapeHtml(text)}</p>`, text };
  }
  const vault = keyVault.value;
  const header = ["setting", "is", "module: when it applies", "current: when it applies"];
  return tableView(
    `Key vault ${vault.name}: ${vault.location}, ${vault.sku}, subscription ${vault.subscriptionId}`,
    onlyValues ? header.slice(0, 2) : header,
    keyVaultSettings().map((setting) => [
      setting.label,
      valueOf(setting, vault),
      ...(onlyValues
        ? []
        : [
            setting.module.says ?? "–",
            { text: setting.current.says ?? "–", smallPrint: [sourceOf(setting)] },
          ]),
    ]),
  );
}

const sourceOf = ({ current: { source } }: KeyVaultSetting): string =>
  `${source.title}, "${source.section}" (${source.date})`;

function valueOf({ id, need }: KeyVaultSetting, vault: KeyVault): TableCell {
  switch (id) {
    case "enableRbacAuthorization":
      return vault.enableRbacAuthorization ? "role assignments" : "access policies";
    case "networkAcls":
      return firewall(vault);
    default:
      return onOrOff(vault[id], need);
  }
}

/** Off is a fault only where it is required, and a doubt where it is recommended. */
function onOrOff(on: boolean, need: KeyVaultSetting["need"]): TableCell {
  if (on) return { text: "✔ on", tone: "good" };
  switch (need) {
    case "required":
      return { text: "✘ off", tone: "bad" };
    case "recommended":
      return { text: "! off", tone: "open" };
    default:
      return { text: "– off", tone: "quiet" };
  }
}

function firewall(vault: KeyVault): TableCell {
  const verdict = trustedServicesVerdict(vault, "Azure Disk Encryption");
  const open =
    vault.publicNetworkAccess.toLowerCase() === "enabled" &&
    vault.networkAcls?.defaultAction.toLowerCase() !== "deny";
  switch (verdict.outcome) {
    case "pass":
      return { text: open ? "✔ open to all" : "✔ trusted services", tone: "good" };
    case "fail":
      return { text: "✘ lets no service in", tone: "bad" };
    default:
      return { text: "? not known", tone: "open" };
  }
}
