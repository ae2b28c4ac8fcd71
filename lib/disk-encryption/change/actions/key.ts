import type { KeyLifetimeTrigger } from "@runbooks/azure";
import type { ActionKind } from "./action-kind";

/** Makes a new version of a key by the key's own type and size, in the vault itself. */
export interface RotateKey {
  readonly kind: "rotate-key";
  readonly vaultUri: string;
  readonly keyName: string;
}

/** Enables or disables one version of a key, in the vault itself. */
export interface SetKeyEnabled {
  readonly kind: "set-key-enabled";
  readonly vaultUri: string;
  readonly keyName: string;
  readonly version: string;
  readonly enabled: boolean;
}

/** Has Key Vault make a new version of a key by itself, in the vault itself. Durations as ISO 8601 writes them: `P1Y`. */
export interface SetKeyRotationPolicy {
  readonly kind: "set-key-rotation-policy";
  readonly vaultUri: string;
  readonly keyName: string;
  readonly timeAfterCreate: string;
  /** How long a new version lives; absent: without an end. */
  readonly expiresIn?: string;
  /** When it tells that a version expires: the request replaces the whole policy, so that what is to stay is sent too. */
  readonly notifies?: KeyLifetimeTrigger;
}

export const rotateKey: ActionKind<RotateKey> = {
  request: ({ vaultUri, keyName }) => ({
    method: "POST",
    endpoint: new URL(vaultUri).origin,
    path: `/keys/${keyName}/rotate`,
  }),
  // Sent again, it would make another version: an error may come after Key Vault has made the first.
  sendsOnce: true,
};

export const setKeyEnabled: ActionKind<SetKeyEnabled> = {
  request: ({ vaultUri, keyName, version, enabled }) => ({
    method: "PATCH",
    endpoint: new URL(vaultUri).origin,
    path: `/keys/${keyName}/${version}`,
    body: { attributes: { enabled } },
  }),
};

export const setKeyRotationPolicy: ActionKind<SetKeyRotationPolicy> = {
  request: ({ vaultUri, keyName, timeAfterCreate, expiresIn, notifies }) => ({
    method: "PUT",
    endpoint: new URL(vaultUri).origin,
    path: `/keys/${keyName}/rotationpolicy`,
    body: {
      lifetimeActions: [
        { action: { type: "Rotate" }, trigger: { timeAfterCreate } },
        ...(notifies === undefined ? [] : [{ action: { type: "Notify" }, trigger: notifies }]),
      ],
      attributes: expiresIn === undefined ? {} : { expiryTime: expiresIn },
    },
  }),
};
