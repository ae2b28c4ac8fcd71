import { untilRestartPending } from "../waits/until-restart-pending";
import type { ActionKind } from "./action-kind";

/** Restarts a Linux VM, once Azure is through with its OS volume and waits for it: hours after the extension's own operation, or not at all. */
export interface Restart {
  readonly kind: "restart";
  readonly vmId: string;
}

/** Stops a VM and gives its host back: the VM is down, and its temporary disk is lost. */
export interface Deallocate {
  readonly kind: "deallocate";
  readonly vmId: string;
}

export interface Start {
  readonly kind: "start";
  readonly vmId: string;
}

export const restart: ActionKind<Restart> = {
  request: ({ vmId }) => ({ method: "POST", path: `${vmId}/restart` }),
  until: (azure, { vmId }, options) => untilRestartPending(azure, vmId, options),
};

export const deallocate: ActionKind<Deallocate> = {
  request: ({ vmId }) => ({ method: "POST", path: `${vmId}/deallocate` }),
};

export const start: ActionKind<Start> = {
  request: ({ vmId }) => ({ method: "POST", path: `${vmId}/start` }),
};
