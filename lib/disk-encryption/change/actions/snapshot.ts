import { defined } from "@runbooks/azure";
import type { ActionKind } from "./action-kind";
import type { StoredEncryption } from "./disk-encryption";
import { whileGrantTakesEffect } from "./grant";

/** A full copy of a disk. */
export interface CreateSnapshot {
  readonly kind: "create-snapshot";
  readonly snapshotId: string;
  readonly location: string;
  readonly sourceDiskId: string;
  /** Absent: as Azure chooses for a copy of the disk. */
  readonly encryption?: StoredEncryption;
}

export const createSnapshot: ActionKind<CreateSnapshot> = {
  request: ({ snapshotId, location, sourceDiskId, encryption }) => ({
    method: "PUT",
    path: snapshotId,
    body: {
      location,
      properties: {
        creationData: { createOption: "Copy", sourceResourceId: sourceDiskId },
        incremental: false,
        ...defined({ encryption }),
      },
    },
  }),
  // A snapshot under a set asks for the key: its grant may not be known everywhere yet.
  retry: whileGrantTakesEffect,
};
