import { defined } from "@runbooks/azure";
import type { Resource, World } from "../state";
import { emptyVaultContents, type VaultContents } from "./contents";

/** The resource type of vaults. */
export const vaultType = "Microsoft.KeyVault/vaults";

/** A vault by its name, which is unique in the world, whatever its subscription. */
export function vaultNamed(world: World, name: string): Resource | undefined {
  return world.resources.list(vaultType, "").find((vault) => vault.name.toLowerCase() === name.toLowerCase());
}

/** What is inside a vault. */
export function contentsOf(world: World, vault: Resource): VaultContents {
  const name = vault.name.toLowerCase();
  const contents = world.vaultContents.get(name) ?? emptyVaultContents();
  world.vaultContents.set(name, contents);
  return contents;
}

/** The vault's address, with the trailing slash of a vault that is ready. */
export function vaultUriOf(vault: Pick<Resource, "name">): string {
  return `https://${vault.name.toLowerCase()}.vault.azure.net/`;
}

/** The URL of a key or a secret, without a version or with one. */
export function itemUrl(vault: Resource, kind: "keys" | "secrets", name: string, version?: string): string {
  return `${vaultUriOf(vault)}${kind}/${name}${version === undefined ? "" : `/${version}`}`;
}

/** The URL of a key or a secret, taken apart. */
export interface ItemUrl {
  readonly vaultName: string;
  readonly kind: "keys" | "secrets";
  readonly name: string;
  readonly version?: string;
}

/** Takes the URL of a key or a secret apart; undefined for any other text. */
export function parseItemUrl(url: string): ItemUrl | undefined {
  const [, vaultName, kind, name, version] =
    /^https:\/\/([a-z0-9-]+)\.vault\.azure\.net(?::\d+)?\/(keys|secrets)\/([a-z0-9-]+)(?:\/([a-z0-9]+))?\/?$/i.exec(
      url,
    ) ?? [];
  if (vaultName === undefined || kind === undefined || name === undefined) return undefined;
  return {
    vaultName,
    kind: kind.toLowerCase() === "keys" ? "keys" : "secrets",
    name,
    ...defined({ version }),
  };
}
