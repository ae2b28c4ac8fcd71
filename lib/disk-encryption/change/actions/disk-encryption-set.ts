import type { DiskEncryptionSetUpdate } from "@azure/arm-compute";

import { defined, type DiskEncryptionSetType } from "@runbooks/azure";
import type { ActionKind } from "./action-kind";
import { whileGrantTakesEffect } from "./grant";

/** Makes a disk encryption set. */
export interface CreateDiskEncryptionSet {
  readonly kind: "create-disk-encryption-set";
  readonly diskEncryptionSetId: string;
  readonly location: string;
  readonly encryptionType: DiskEncryptionSetType;
  readonly activeKey: ActiveKey;
  readonly rotationToLatestKeyVersionEnabled: boolean;
  /** Absent: Azure makes the set an identity of its own. */
  readonly userAssignedIdentityId?: string;
}

/** Points a set to another key or version, or switches its automatic rotation. */
export interface UpdateDiskEncryptionSet {
  readonly kind: "update-disk-encryption-set";
  readonly diskEncryptionSetId: string;
  readonly activeKey?: ActiveKey;
  readonly rotationToLatestKeyVersionEnabled?: boolean;
}

/** The key of a set. */
export interface ActiveKey {
  /** With its version, also where the set follows the newest one by itself. */
  readonly keyUrl: string;
  /** Left out where the vault is in another subscription than the set: Azure takes it for one only. */
  readonly sourceVaultId?: string;
}

export const createDiskEncryptionSet: ActionKind<CreateDiskEncryptionSet> = {
  request: (action) => ({ method: "PUT", path: action.diskEncryptionSetId, body: bodyOf(action) }),
  // A user-assigned identity is tried out at once: its grant may not be known everywhere yet.
  retry: whileGrantTakesEffect,
};

export const updateDiskEncryptionSet: ActionKind<UpdateDiskEncryptionSet> = {
  request: (action) => ({
    method: "PATCH",
    path: action.diskEncryptionSetId,
    body: { properties: changesOf(action) },
  }),
  retry: whileGrantTakesEffect,
};

interface SetIdentityBody {
  readonly type: "SystemAssigned" | "UserAssigned";
  readonly userAssignedIdentities?: Record<string, object>;
}

function bodyOf(action: CreateDiskEncryptionSet): {
  readonly location: string;
  readonly identity: SetIdentityBody;
  readonly properties: {
    readonly encryptionType: DiskEncryptionSetType;
    readonly activeKey: KeyBody;
    readonly rotationToLatestKeyVersionEnabled: boolean;
  };
} {
  const { location, encryptionType, rotationToLatestKeyVersionEnabled, userAssignedIdentityId } = action;
  return {
    location,
    identity:
      userAssignedIdentityId === undefined
        ? { type: "SystemAssigned" }
        : { type: "UserAssigned", userAssignedIdentities: { [userAssignedIdentityId]: {} } },
    properties: { encryptionType, activeKey: keyBody(action.activeKey), rotationToLatestKeyVersionEnabled },
  };
}

interface KeyBody {
  readonly sourceVault?: { readonly id: string };
  readonly keyUrl: string;
}

const keyBody = ({ keyUrl, sourceVaultId }: ActiveKey): KeyBody => ({
  ...(sourceVaultId === undefined ? {} : { sourceVault: { id: sourceVaultId } }),
  keyUrl,
});

function changesOf({
  activeKey,
  rotationToLatestKeyVersionEnabled,
}: UpdateDiskEncryptionSet): DiskEncryptionSetUpdate {
  return {
    ...(activeKey === undefined ? {} : { activeKey: keyBody(activeKey) }),
    ...defined({ rotationToLatestKeyVersionEnabled }),
  };
}
