import { param, type Call, type Handler } from "../../http";
import type { JsonObject } from "../../json";
import type { Resource, World } from "../../state";
import { deletionFields } from "../bundles";
import { replaceVersion, type Deleted, type VaultContents } from "../contents";
import { openVault, type DataRight } from "../data-access";
import {
  existing,
  existingDeleted,
  existingVersion,
  itemNotFound,
  type ItemKind,
  assertPurgeAllowed,
  deleteSoftly,
  recover,
} from "../items";
import { vaultPage } from "../paging";

/** What keys and secrets differ in, of all that a vault's data plane does with both. */
export interface ItemType<T> {
  readonly kind: DataRight["kind"];
  readonly word: ItemKind;
  /** What roles call reading an item without what is secret in it. */
  readonly readAction: string;
  /** What access policies call changing an item. */
  readonly updatePermission: string;
  readonly live: (contents: VaultContents) => Map<string, T[]>;
  readonly deleted: (contents: VaultContents) => Map<string, Deleted<T>>;
  /** An item in a list; of one of a list of versions the version too. */
  readonly listed: (vault: Resource, name: string, item: T, version?: string) => JsonObject;
  /** An item in the answer to a change. */
  readonly answered: (vault: Resource, name: string, item: T) => JsonObject;
  /** A version as a request changes it. Throws what speaks against it. */
  readonly changed: (call: Call, vault: Resource, name: string, item: T) => T;
  readonly whenRecovered?: (world: World, vault: Resource, name: string) => void;
  readonly whenPurged?: (contents: VaultContents, name: string) => void;
}

/** What is done alike with keys and with secrets. */
export type ItemHandlers = Readonly<
  Record<
    "list" | "listVersions" | "update" | "delete" | "listDeleted" | "getDeleted" | "recover" | "purge",
    Handler
  >
>;

/** The handlers of one kind. */
export function itemHandlers<T extends { readonly version: string }>(type: ItemType<T>): ItemHandlers {
  const { kind, word, readAction, live, deleted, listed, answered } = type;
  const right = (action: string, permission: string): DataRight => ({ kind, action, permission });

  const newestOf = (name: string, versions: readonly T[]): T => {
    const newest = versions.at(-1);
    if (newest === undefined) throw itemNotFound(word, name);
    return newest;
  };

  const openDeleted = (call: Call, asked: DataRight) => {
    const name = param(call, "itemName");
    const { vault, contents } = openVault(call, asked, name);
    const item = existingDeleted(word, deleted(contents), name);
    return { vault, contents, item, newest: newestOf(item.name, item.found.versions) };
  };

  const deletion = (vault: Resource, name: string, item: Deleted<T>): JsonObject =>
    deletionFields(vault, `deleted${kind}`, name, item);

  return {
    list: (call) => {
      const { vault, contents } = openVault(call, right(readAction, "list"));
      const entries = [...live(contents)].flatMap(([name, versions]) => {
        const newest = versions.at(-1);
        return newest === undefined ? [] : [{ marker: name, body: listed(vault, name, newest) }];
      });
      return { status: 200, body: vaultPage(call, entries) };
    },
    // Oldest first.
    listVersions: (call) => {
      const name = param(call, "itemName");
      const { vault, contents } = openVault(call, right(readAction, "list"), name);
      const item = existing(word, live(contents), name);
      const entries = item.found.map((one) => ({
        marker: one.version,
        body: listed(vault, item.name, one, one.version),
      }));
      return { status: 200, body: vaultPage(call, entries) };
    },
    update: (call) => {
      const name = param(call, "itemName");
      const { vault, contents } = openVault(call, right("update/action", type.updatePermission), name);
      const item = existingVersion(word, live(contents), name, call.params["itemVersion"]);
      const changed = type.changed(call, vault, name, item.found);
      replaceVersion(existing(word, live(contents), name).found, changed);
      return { status: 200, body: answered(vault, item.name, changed) };
    },
    delete: (call) => {
      const name = param(call, "itemName");
      const { vault, contents } = openVault(call, right("delete", "delete"), name);
      const item = existing(word, live(contents), name);
      const newest = newestOf(name, item.found);
      const gone = deleteSoftly(call.world, vault, live(contents), deleted(contents), item);
      const body = { ...deletion(vault, item.name, gone), ...answered(vault, item.name, newest) };
      return { status: 200, body };
    },
    listDeleted: (call) => {
      const { vault, contents } = openVault(call, right(readAction, "list"));
      const entries = [...deleted(contents)].map(([name, item]) => ({
        marker: name,
        body: { ...deletion(vault, name, item), ...listed(vault, name, newestOf(name, item.versions)) },
      }));
      return { status: 200, body: vaultPage(call, entries) };
    },
    getDeleted: (call) => {
      const { vault, item, newest } = openDeleted(call, right(readAction, "get"));
      const body = { ...deletion(vault, item.name, item.found), ...answered(vault, item.name, newest) };
      return { status: 200, body };
    },
    // The answer has no value of a secret (recorded: test_keyvault_softdelete).
    recover: (call) => {
      const { vault, contents, item, newest } = openDeleted(call, right("recover/action", "recover"));
      recover(live(contents), deleted(contents), item);
      type.whenRecovered?.(call.world, vault, item.name);
      return { status: 200, body: answered(vault, item.name, newest) };
    },
    purge: (call) => {
      const { vault, contents, item } = openDeleted(call, right("purge/action", "purge"));
      assertPurgeAllowed(vault);
      deleted(contents).delete(item.name);
      type.whenPurged?.(contents, item.name);
      return { status: 204 };
    },
  };
}
