import type { ActionKind } from "./action-kind";

/** Switches encryption at host on or off; the VM is deallocated. */
export interface SetEncryptionAtHost {
  readonly kind: "set-encryption-at-host";
  readonly vmId: string;
  readonly encryptionAtHost: boolean;
}

export const setEncryptionAtHost: ActionKind<SetEncryptionAtHost> = {
  request: ({ vmId, encryptionAtHost }) => ({
    method: "PATCH",
    path: vmId,
    body: { properties: { securityProfile: { encryptionAtHost } } },
  }),
};
