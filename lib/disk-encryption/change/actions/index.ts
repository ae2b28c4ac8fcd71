import { defined } from "@runbooks/azure";
import type { PlannedRequest } from "../../connection/changes";
import type { Connection } from "../../connection/connection";
import { finish } from "../../connection/long-running-operation";
import { fillHoles } from "../../connection/secret-hole";
import { secretText, type NeededSecret } from "../secrets";
import { addAccessPolicy, type AddAccessPolicy } from "./access-policy";
import type { ActionKind, PerformOptions, SendAndWait } from "./action-kind";
import {
  copyPages,
  createDiskForUpload,
  deleteDisk,
  endDiskAccess,
  grantDiskAccess,
  setDiskEncryptionSettings,
  uploadPages,
  type CopyPages,
  type CreateDiskForUpload,
  type DeleteDisk,
  type EndDiskAccess,
  type GrantDiskAccess,
  type SetDiskEncryptionSettings,
  type UploadPages,
} from "./disk";
import {
  setDiskEncryption,
  setSnapshotEncryption,
  type SetDiskEncryption,
  type SetSnapshotEncryption,
} from "./disk-encryption";
import {
  createDiskEncryptionSet,
  updateDiskEncryptionSet,
  type CreateDiskEncryptionSet,
  type UpdateDiskEncryptionSet,
} from "./disk-encryption-set";
import { deployTemplate, type DeployTemplate } from "./deployment";
import { deleteExtension, putExtension, type DeleteExtension, type PutExtension } from "./extension";
import { registerFeature, registerProvider, type RegisterFeature, type RegisterProvider } from "./feature";
import { setEncryptionAtHost, type SetEncryptionAtHost } from "./host-encryption";
import { createImage, generalize, type CreateImage, type GeneralizeVirtualMachine } from "./image";
import {
  rotateKey,
  setKeyEnabled,
  setKeyRotationPolicy,
  type RotateKey,
  type SetKeyEnabled,
  type SetKeyRotationPolicy,
} from "./key";
import {
  createKey,
  createKeyVault,
  updateKeyVault,
  type CreateKey,
  type CreateKeyVault,
  type UpdateKeyVault,
} from "./key-vault";
import { createManagedIdentity, type CreateManagedIdentity } from "./managed-identity";
import { deallocate, restart, start, type Deallocate, type Restart, type Start } from "./power";
import { createRoleAssignment, type CreateRoleAssignment } from "./role-assignment";
import { storeKey, type StoreKey } from "./secret";
import { createSnapshot, type CreateSnapshot } from "./snapshot";
import {
  createVirtualMachine,
  deleteVirtualMachine,
  type CreateVirtualMachine,
  type DeleteVirtualMachine,
} from "./virtual-machine";
import { clientsOf } from "../../connection/clients";

export interface Actions {
  readonly "create-key-vault": CreateKeyVault;
  readonly "update-key-vault": UpdateKeyVault;
  readonly "create-key": CreateKey;
  readonly "create-snapshot": CreateSnapshot;
  readonly "put-extension": PutExtension;
  readonly "delete-extension": DeleteExtension;
  readonly "store-key": StoreKey;
  readonly "create-disk-for-upload": CreateDiskForUpload;
  readonly "grant-disk-access": GrantDiskAccess;
  readonly "upload-pages": UploadPages;
  readonly "copy-pages": CopyPages;
  readonly "end-disk-access": EndDiskAccess;
  readonly "delete-disk": DeleteDisk;
  readonly "set-disk-encryption-settings": SetDiskEncryptionSettings;
  readonly "create-virtual-machine": CreateVirtualMachine;
  readonly "delete-virtual-machine": DeleteVirtualMachine;
  readonly "deploy-template": DeployTemplate;
  readonly restart: Restart;
  readonly deallocate: Deallocate;
  readonly start: Start;
  readonly "create-managed-identity": CreateManagedIdentity;
  readonly "add-access-policy": AddAccessPolicy;
  readonly "create-role-assignment": CreateRoleAssignment;
  readonly "create-disk-encryption-set": CreateDiskEncryptionSet;
  readonly "update-disk-encryption-set": UpdateDiskEncryptionSet;
  readonly "set-disk-encryption": SetDiskEncryption;
  readonly "set-snapshot-encryption": SetSnapshotEncryption;
  readonly "rotate-key": RotateKey;
  readonly "set-key-enabled": SetKeyEnabled;
  readonly "set-key-rotation-policy": SetKeyRotationPolicy;
  readonly generalize: GeneralizeVirtualMachine;
  readonly "create-image": CreateImage;
  readonly "register-feature": RegisterFeature;
  readonly "register-provider": RegisterProvider;
  readonly "set-encryption-at-host": SetEncryptionAtHost;
}
export type ActionName = keyof Actions;

// Written as a map over names so that the compiler sees which kind belongs to which action.
export type ActionOf<K extends ActionName> = { readonly [P in K]: Actions[P] & { readonly kind: P } }[K];

/** What a step does: values only, so that it can be shown, hashed, written to a journal and carried out later. */
export type Action = ActionOf<ActionName>;

/** Every kind of action: what it sends, and how it is carried out. */
const kinds: { readonly [K in ActionName]: ActionKind<ActionOf<K>> } = {
  "create-key-vault": createKeyVault,
  "update-key-vault": updateKeyVault,
  "create-key": createKey,
  "create-snapshot": createSnapshot,
  "put-extension": putExtension,
  "delete-extension": deleteExtension,
  "store-key": storeKey,
  "create-disk-for-upload": createDiskForUpload,
  "grant-disk-access": grantDiskAccess,
  "upload-pages": uploadPages,
  "copy-pages": copyPages,
  "end-disk-access": endDiskAccess,
  "delete-disk": deleteDisk,
  "set-disk-encryption-settings": setDiskEncryptionSettings,
  "create-virtual-machine": createVirtualMachine,
  "delete-virtual-machine": deleteVirtualMachine,
  "deploy-template": deployTemplate,
  restart,
  deallocate,
  start,
  "create-managed-identity": createManagedIdentity,
  "add-access-policy": addAccessPolicy,
  "create-role-assignment": createRoleAssignment,
  "create-disk-encryption-set": createDiskEncryptionSet,
  "update-disk-encryption-set": updateDiskEncryptionSet,
  "set-disk-encryption": setDiskEncryption,
  "set-snapshot-encryption": setSnapshotEncryption,
  "rotate-key": rotateKey,
  "set-key-enabled": setKeyEnabled,
  "set-key-rotation-policy": setKeyRotationPolicy,
  generalize,
  "create-image": createImage,
  "register-feature": registerFeature,
  "register-provider": registerProvider,
  "set-encryption-at-host": setEncryptionAtHost,
};

function kindOf<K extends ActionName>(action: ActionOf<K>): ActionKind<ActionOf<K>> {
  return kinds[action.kind];
}

/** The one request that an action sends, word for word as it goes over the wire. Pure. */
export function requestOf<K extends ActionName>(action: ActionOf<K>): PlannedRequest {
  return kindOf<K>(action).request(action);
}

/** Sends one action's request and waits until Azure is done; called inside the connection's gate. */
export async function perform<K extends ActionName>(
  azure: Connection,
  action: ActionOf<K>,
  options: PerformOptions,
): Promise<void> {
  const kind = kindOf<K>(action);
  const { signal, onProgress, secrets } = options;
  const send: SendAndWait = (request, { describe, body = filledIn(request), ...how } = {}) =>
    finish(() => clientsOf(azure).send(request, { body, ...how }), {
      clock: azure.clock,
      ...defined({ signal, onProgress, describe }),
    });
  const filledIn = ({ body }: PlannedRequest): unknown =>
    fillHoles(body, (name) => secretText(secrets, name));
  if (kind.perform !== undefined) {
    await kind.perform(azure, action, send, options);
    return;
  }
  await send(kind.request(action), defined({ once: kind.sendsOnce }));
}

/** Waits until an action's request may be sent; answers whether it is needed at all. */
export async function untilNeeded<K extends ActionName>(
  azure: Connection,
  action: ActionOf<K>,
  options: PerformOptions,
): Promise<boolean> {
  return (await kindOf<K>(action).until?.(azure, action, options)) ?? true;
}

/** The secrets that an action sends, which its request does not show. */
export function secretsNeededBy<K extends ActionName>(action: ActionOf<K>): readonly NeededSecret[] {
  return kindOf<K>(action).secrets?.(action) ?? [];
}

/** What an action destroys for good, by name. Pure. */
export function destroyedBy<K extends ActionName>(action: ActionOf<K>): readonly string[] {
  return kindOf<K>(action).destroys?.(action) ?? [];
}

/** The refusals of an action that pass by themselves. */
export function retryOf<K extends ActionName>(action: ActionOf<K>): ActionKind<unknown>["retry"] {
  return kindOf<K>(action).retry;
}
