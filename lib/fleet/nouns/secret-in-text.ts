const slash = String.raw`(?:\\?/|%2F)`;

/**
 * A key, secret or certificate in a vault or a managed HSM of any cloud, behind a private link or with a port too; and whatever else is laid out as one.
 * JSON inside a text may have escaped the slashes, a URL inside a URL has them as `%2F`.
 */
const vaultObject = new RegExp(
  String.raw`(?:https(?::|%3A)${slash}{2}[^/\\%\s"']+|\.(?:vault|vaultcore|managedhsm)\.[a-z0-9.:-]+)${slash}(?:keys|secrets|certificates)${slash}`,
  "i",
);

/** The signature of a shared access signature, and an account's key in a connection string. PowerShell writes `&` as an escape into JSON. */
const signatureOrAccountKey =
  /(?:^|[?&;\s"']|\\u0026|%3F|%26)sig(?:=|%3D)|(?:AccountKey|SharedAccessKey|SharedAccessSignature)\s*=/i;

/**
 * Whether a text that people wrote, as a tag's value or what an extension reported, holds what is not to be handed on: where a key or a secret lies, a
 * signed URL, or an account's key.
 *
 * @see "Azure Key Vault keys, secrets and certificates overview" (the hosts of each cloud), and "Grant limited access to Azure Storage resources using
 *   shared access signatures", Microsoft Learn
 */
export const holdsSecret = (text: string): boolean =>
  vaultObject.test(text) || signatureOrAccountKey.test(text);
