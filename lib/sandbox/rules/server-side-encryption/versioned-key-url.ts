import { AzureError } from "../../errors";
import { textAt } from "../../json";
import { parseItemUrl } from "../../keyvault/vaults-by-name";
import type { SetRule } from "./set-rule";

/**
 * The key's URL names a version, "regardless of rotationToLatestKeyVersionEnabled" (Microsoft.Compute, DiskRP 2025-01-02). No document
 * gives the text.
 */
export const versionedKeyUrl: SetRule = ({ set }) => {
  const keyUrl = textAt(set.properties, "activeKey", "keyUrl");
  const target = "properties.activeKey.keyUrl";
  if (keyUrl === undefined) {
    return new AzureError(400, "InvalidParameter", `Required parameter '${target}' is missing (null).`, {
      target,
    });
  }
  const url = parseItemUrl(keyUrl);
  if (url?.kind === "keys" && url.version !== undefined) return undefined;
  return new AzureError(
    400,
    "InvalidParameter",
    `(sandbox) '${keyUrl}' is not the URL of a key in a key vault with its version.`,
    { target },
  );
};
