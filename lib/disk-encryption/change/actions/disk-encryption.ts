import type { ActionKind } from "./action-kind";
import { whileGrantTakesEffect } from "./grant";

/** Encrypts an existing disk at rest with another key: the disk is unattached, or its VM deallocated. */
export interface SetDiskEncryption {
  readonly kind: "set-disk-encryption";
  readonly diskId: string;
  readonly encryption: StoredEncryption;
}

/** Encrypts an existing snapshot at rest with another key. */
export interface SetSnapshotEncryption {
  readonly kind: "set-snapshot-encryption";
  readonly snapshotId: string;
  readonly encryption: StoredEncryption;
}

/** `encryption` of a disk or a snapshot. */
export interface StoredEncryption {
  /** The set's own type, where there is a set. */
  readonly type: string;
  readonly diskEncryptionSetId?: string;
}

export const setDiskEncryption: ActionKind<SetDiskEncryption> = {
  request: ({ diskId, encryption }) => ({
    method: "PATCH",
    path: diskId,
    body: { properties: { encryption } },
  }),
  retry: whileGrantTakesEffect,
};

export const setSnapshotEncryption: ActionKind<SetSnapshotEncryption> = {
  request: ({ snapshotId, encryption }) => ({
    method: "PATCH",
    path: snapshotId,
    body: { properties: { encryption } },
  }),
  retry: whileGrantTakesEffect,
};
