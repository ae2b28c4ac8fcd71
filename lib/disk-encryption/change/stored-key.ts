import { defined, absent, type Fact, known, missing } from "@runbooks/azure";
import { azureError, httpStatus } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";

/** The newest version of a secret that holds a volume's key: all that can be known of it without reading its value. */
export interface StoredKey {
  readonly secretName: string;
  /** With its version. */
  readonly secretUrl: string;
  readonly contentType: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly expiresOn?: Date;
}

/** Reads a secret's properties, never its value; `absent` where the vault has no secret of that name. */
export async function readStoredKey(
  azure: Connection,
  vaultUri: string,
  secretName: string,
): Promise<Fact<StoredKey>> {
  const source = `GET ${vaultUri}secrets/${secretName}/versions`;
  try {
    const found: { readonly createdOn: number; readonly key: StoredKey }[] = [];
    for await (const properties of clientsOf(azure)
      .secrets(vaultUri)
      .listPropertiesOfSecretVersions(secretName)) {
      const { id = "", contentType = "", tags = {}, enabled = true, expiresOn, createdOn } = properties;
      found.push({
        createdOn: createdOn?.getTime() ?? 0,
        key: {
          secretName,
          secretUrl: id,
          contentType,
          tags,
          enabled,
          ...defined({ expiresOn }),
        },
      });
    }
    const [newest] = found.sort((a, b) => b.createdOn - a.createdOn);
    return newest === undefined ? absent(`there is no secret ${secretName}`) : known(newest.key, source);
  } catch (error) {
    const { message } = azureError(error, `reading the properties of secret ${secretName}`);
    return httpStatus(error) === 404 ? absent(message) : missing(message);
  }
}

/** Whether a deleted secret keeps a name from being used again. */
export async function readIsDeleted(
  azure: Connection,
  vaultUri: string,
  secretName: string,
): Promise<Fact<boolean>> {
  const source = `GET ${vaultUri}deletedsecrets`;
  try {
    for await (const { name } of clientsOf(azure).secrets(vaultUri).listDeletedSecrets())
      if (name.toLowerCase() === secretName.toLowerCase()) return known(true, source);
    return known(false, source);
  } catch (error) {
    return missing(azureError(error, "reading the deleted secrets").message);
  }
}
