import type { PlannedRequest } from "../../../client/changes";
import type { Connection } from "../../../client/connection";
import { finish } from "../../../client/long-running-operation";
import type { ActionKind, PerformOptions } from "./action-kind";
import { putExtension, type PutExtension } from "./extension";
import {
  createKey,
  createKeyVault,
  updateKeyVault,
  type CreateKey,
  type CreateKeyVault,
  type UpdateKeyVault,
} from "./key-vault";
import { deallocate, restart, start, type Deallocate, type Restart, type Start } from "./power";
import { createSnapshot, type CreateSnapshot } from "./snapshot";

interface Actions {
  readonly "create-key-vault": CreateKeyVault;
  readonly "update-key-vault": UpdateKeyVault;
  readonly "create-key": CreateKey;
  readonly "create-snapshot": CreateSnapshot;
  readonly "put-extension": PutExtension;
  readonly restart: Restart;
  readonly deallocate: Deallocate;
  readonly start: Start;
}
type ActionName = keyof Actions;

// Written as a map over names so that the compiler sees which kind belongs to which action.
type ActionOf<K extends ActionName> = { readonly [P in K]: Actions[P] & { readonly kind: P } }[K];

/** What a step does: values only, so that it can be shown, hashed, written to a journal and carried out later. */
export type Action = ActionOf<ActionName>;

/** Every kind of action: what it sends, and how it is carried out. */
const kinds: { readonly [K in ActionName]: ActionKind<ActionOf<K>> } = {
  "create-key-vault": createKeyVault,
  "update-key-vault": updateKeyVault,
  "create-key": createKey,
  "create-snapshot": createSnapshot,
  "put-extension": putExtension,
  restart,
  deallocate,
  start,
};

function kindOf<K extends ActionName>(action: ActionOf<K>): ActionKind<ActionOf<K>> {
  return kinds[action.kind];
}

/** The one request that an action sends, word for word as it goes over the wire. Pure. */
export function requestOf<K extends ActionName>(action: ActionOf<K>): PlannedRequest {
  return kindOf<K>(action).request(action);
}

/** Carries one action out through Azure's own clients and waits until Azure is done; called inside the connection's gate. */
export async function perform<K extends ActionName>(
  azure: Connection,
  action: ActionOf<K>,
  options: PerformOptions,
): Promise<void> {
  await kindOf<K>(action).perform(
    azure,
    action,
    (begin) => finish(begin, { clock: azure.clock, ...options }),
    options,
  );
}

/** Waits until an action's request may be sent; answers whether it is needed at all. */
export async function untilNeeded<K extends ActionName>(
  azure: Connection,
  action: ActionOf<K>,
  options: PerformOptions,
): Promise<boolean> {
  return (await kindOf<K>(action).until?.(azure, action, options)) ?? true;
}

/** The refusals of an action that pass by themselves. */
export function retryOf<K extends ActionName>(action: ActionOf<K>): ActionKind<unknown>["retry"] {
  return kindOf<K>(action).retry;
}
