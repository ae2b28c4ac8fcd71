import { type KeyMaterialKind, readExternalKey } from "../../nouns/key-material";
import { parseKeyVaultUrl, RunbookError } from "@runbooks/azure";
import { type WrapAlgorithm } from "../../nouns/wrap-algorithm";
import { azureError, httpStatus, withStatus } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { fillHoles, SECRET_HOLE } from "../../connection/secret-hole";
import { useSecretBytes } from "../secrets";
import type { ActionKind } from "./action-kind";
import { clientsOf } from "../../connection/clients";

/** Puts the key of a volume into a vault as a secret, wrapped with a key encryption key where there is one. */
export interface StoreKey {
  readonly kind: "store-key";
  readonly vaultUri: string;
  readonly secretName: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly material: {
    readonly kind: KeyMaterialKind;
    /** Of a `.bek` file: the protector that it opens. */
    readonly identifier?: string;
  };
  /** The most that the vault, or the key encryption key, takes. */
  readonly longestInBytes: number;
  readonly wrapWith?: { readonly keyUrl: string; readonly algorithm: WrapAlgorithm };
  /** ISO 8601; absent: the secret does not expire. */
  readonly expiresOn?: string;
}

/** The name under which `apply` takes a volume's key. */
export const VOLUME_KEY = "volumeKey";

/** "Troubleshoot BitLocker boot errors", 2021-04-16: what a script that gets a key back tells the two apart by. */
const contentTypeOf = ({ wrapWith }: StoreKey): string => (wrapWith === undefined ? "BEK" : "Wrapped BEK");

export const storeKey: ActionKind<StoreKey> = {
  request: (action) => {
    const { vaultUri, secretName, tags, wrapWith, expiresOn } = action;
    return {
      method: "PUT",
      endpoint: new URL(vaultUri).origin,
      path: `/secrets/${secretName}`,
      body: {
        value: SECRET_HOLE,
        contentType: contentTypeOf(action),
        tags,
        attributes: expiresOn === undefined ? {} : { exp: Date.parse(expiresOn) / 1000 },
      },
      ...(wrapWith === undefined ? {} : { wrapsWith: wrapWith.keyUrl }),
    };
  },
  perform: async (azure, action, send, { secrets }) => {
    const { wrapWith } = action;
    const request = storeKey.request(action);
    try {
      const value = await useSecretBytes(secrets, VOLUME_KEY, (bytes) =>
        wrapWith === undefined ? viewOf(bytes).toString("base64") : wrapped(azure, wrapWith, bytes),
      );
      // Sent again, it would make another version of the secret.
      await send(request, { body: fillHoles(request.body, () => value), once: true });
    } catch (error) {
      throw withoutValue(error, action);
    }
  },
  secrets: (action) => [{ name: VOLUME_KEY, refusal: (value) => refusalOf(action, value) }],
};

/**
 * The key, wrapped, in the form that Key Vault writes it: base64url.
 *
 * Azure's client wraps with the public half where it may read the key, and has the vault do it where it may not: the same mathematics.
 */
async function wrapped(
  azure: Connection,
  { keyUrl, algorithm }: NonNullable<StoreKey["wrapWith"]>,
  bytes: Uint8Array,
): Promise<string> {
  const { vaultUri, name, version = "" } = parseKeyVaultUrl(keyUrl);
  const client = clientsOf(azure).keys(vaultUri).getCryptographyClient(name, { keyVersion: version });
  const { result } = await client.wrapKey(algorithm, bytes);
  return viewOf(result).toString("base64url");
}

/** Not a copy: one copy less to be forgotten. */
const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Why another key than the plan was made for was handed in; says nothing of the key itself. */
function refusalOf({ material, longestInBytes }: StoreKey, value: string | Uint8Array): string | undefined {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
  if (bytes.length > longestInBytes) return `it has ${bytes.length} bytes, of which ${longestInBytes} fit.`;
  const externalKey = readExternalKey(bytes);
  if (material.kind === "passphrase")
    return typeof externalKey === "string" ? undefined : "it is a BitLocker key file, not a passphrase.";
  if (typeof externalKey === "string") return `it is not a BitLocker key file: ${externalKey}.`;
  return externalKey.identifier === material.identifier
    ? undefined
    : `it opens protector ${externalKey.identifier}, not ${material.identifier ?? "the plan's"}.`;
}

/** What Azure's client threw holds the request with the secret in it: only Azure's own words and its HTTP status are passed on. */
function withoutValue(error: unknown, { secretName }: StoreKey): RunbookError {
  const known = azureError(error, `storing secret ${secretName}`);
  const { code, message, hint } = known;
  const status = httpStatus(known);
  const isDeleted = code === "Conflict" && /deleted/i.test(message);
  return new RunbookError(
    code,
    message,
    isDeleted
      ? "A deleted secret keeps its name: recover or purge it (on live Azure: az keyvault secret recover), or plan with another name."
      : hint,
    status === undefined ? {} : { cause: withStatus(message, status) },
  );
}
