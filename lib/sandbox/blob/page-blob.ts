import { randomBytes, randomUUID } from "node:crypto";

import {
  ContainerClient,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";

import { blobService, loopbackClient } from "./azurite";

/** The name of each blob, as recorded signed URLs of disks have it. */
const blobName = "abcd";
/** The version that recorded signed URLs of disks are of. */
const signatureVersion = "2018-03-28";
/** Disks' access ends by the sandbox's clock, which the blob service does not know: by its own, never. */
const never = new Date("2999-01-01T00:00:00Z");

/** One page blob, in a container of its own: so its access policy is its own too. */
export interface PageBlob {
  /** Origin, account and container. */
  readonly root: string;
  grant(permissions: "r" | "rw"): Promise<string>;
  revoke(): Promise<void>;
  drop(): Promise<void>;
  read(offsetInBytes: number, lengthInBytes: number): Promise<Buffer>;
  write(offsetInBytes: number, bytes: Buffer): Promise<void>;
}

/** Makes a page blob of zeros. Its signed URLs hang on a stored access policy, as those of disks do: without it they are worth nothing. */
export async function createPageBlob(sizeInBytes: number): Promise<PageBlob> {
  const { origin, account, key } = await blobService();
  const credential = new StorageSharedKeyCredential(account, key);
  const root = `${origin}/${account}/${randomBytes(6).toString("hex")}`;
  const container = new ContainerClient(root, credential, { httpClient: loopbackClient });
  await container.create();
  const blob = container.getPageBlobClient(blobName);
  await blob.create(sizeInBytes);
  return {
    root,
    grant: async (permissions) => {
      const identifier = randomUUID();
      await container.setAccessPolicy(undefined, [
        { id: identifier, accessPolicy: { permissions, expiresOn: never } },
      ]);
      const signature = generateBlobSASQueryParameters(
        { containerName: container.containerName, blobName, identifier, version: signatureVersion },
        credential,
      );
      return `${blob.url}?${signature.toString()}`;
    },
    revoke: async () => {
      await container.setAccessPolicy(undefined, []);
    },
    drop: async () => {
      await container.delete();
    },
    read: (offsetInBytes, lengthInBytes) => blob.downloadToBuffer(offsetInBytes, lengthInBytes),
    write: async (offsetInBytes, bytes) => {
      await blob.uploadPages(bytes, offsetInBytes, bytes.length);
    },
  };
}
