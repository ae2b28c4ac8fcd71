import type { AzureError } from "../../errors";
import type { Resource, World } from "../../state";

/** What of a disk or a snapshot the rules look at. */
export type EncryptedResource = Pick<Resource, "id" | "name" | "type" | "location" | "sku" | "properties">;

/** A disk or a snapshot whose encryption a request would set or change. */
export interface EncryptionRequest {
  readonly world: World;
  /** As it would be. */
  readonly wanted: EncryptedResource;
  /** As it is; undefined: it is to be made. */
  readonly old: Resource | undefined;
  /** The disk encryption set that `wanted` names; undefined: none, or none that there is. */
  readonly set: Resource | undefined;
  /** Whether the encryption is another than before. */
  readonly encryptionChanges: boolean;
}

/** One thing that Azure refuses of server-side encryption; undefined: it does not. */
export type DiskRule = (request: EncryptionRequest) => AzureError | undefined;
