import { sameResourceId } from "@runbooks/azure";
import { AzureError } from "../../errors";
import { textAt } from "../../json";
import { parseItemUrl } from "../../keyvault/vaults-by-name";
import type { SetRule } from "./set-rule";

/**
 * `sourceVault` "is optional and cannot be used if the key vault's subscription is not the same as the disk encryption set's"
 * (Microsoft.Compute, DiskRP 2025-01-02), and names the vault of the key. No document gives the texts.
 */
export const sourceVault: SetRule = ({ set }) => {
  const vaultId = textAt(set.properties, "activeKey", "sourceVault", "id");
  if (vaultId === undefined) return undefined;
  const keyUrl = textAt(set.properties, "activeKey", "keyUrl") ?? "";
  const [vaultName, ofVault, ofSet] = [
    vaultId.split("/").at(-1) ?? "",
    subscriptionOf(vaultId),
    subscriptionOf(set.id),
  ];
  if (!sameResourceId(ofVault, ofSet)) {
    return invalid(
      `Key vault '${vaultName}' is in another subscription than disk encryption set '${set.name}'; sourceVault has to be left out then.`,
    );
  }
  return parseItemUrl(keyUrl)?.vaultName.toLowerCase() === vaultName.toLowerCase()
    ? undefined
    : invalid(`Key '${keyUrl}' is not in key vault '${vaultName}'.`);
};

const subscriptionOf = (id: string): string => id.split("/")[2] ?? "";

function invalid(message: string): AzureError {
  return new AzureError(400, "InvalidParameter", `(sandbox) ${message}`, {
    target: "properties.activeKey.sourceVault.id",
  });
}
