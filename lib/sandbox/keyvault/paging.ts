import { badRequest, badParameter } from "../errors";
import type { Call } from "../http";
import type { Json } from "../json";

/** One entry of a list, and the text that its place in the list is remembered by. */
export interface Entry {
  readonly marker: string;
  readonly body: Json;
}

/**
 * A page of vaults: as recorded, every page that is not empty names a next one, and the last page is empty.
 *
 * The token is the last vault's name in base64, so what is deleted meanwhile does not disturb the rest.
 */
export function managementPage(call: Call, entries: readonly Entry[], pageSize = 100): Json {
  const top = Number(call.query("$top") ?? pageSize);
  if (!Number.isInteger(top) || top < 1) throw badRequest("(sandbox) $top must be a number above 0.");
  const after = decoded(call.query("$skiptoken"));
  const page = sorted(entries)
    .filter(({ marker }) => after === undefined || marker > after)
    .slice(0, top);
  const last = page.at(-1);
  if (last === undefined) return { value: [] };
  const size = call.query("$top") === undefined ? "" : `&$top=${top}`;
  const token = Buffer.from(last.marker).toString("base64").replace(/=+$/, "");
  return {
    value: page.map(({ body }) => body),
    nextLink: `${call.url.origin}${call.url.pathname}?api-version=${call.apiVersion}${size}&$skiptoken=${token}`,
  };
}

const largestPage = 25;

/** A page of a vault's own lists: `nextLink` is null at the end, and names the port (both as recorded). */
export function vaultPage(call: Call, entries: readonly Entry[]): Json {
  const size = Number(call.query("maxresults") ?? largestPage);
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw badParameter(`(sandbox) maxresults must be from 1 to ${largestPage}.`);
  }
  const after = decoded(call.query("$skiptoken"));
  const rest =
    after === undefined ? entries : entries.slice(entries.findIndex(({ marker }) => marker === after) + 1);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;
  const maxResults = call.query("maxresults") === undefined ? "" : `&maxresults=${size}`;
  const token = last === undefined ? "" : Buffer.from(last.marker).toString("base64url");
  return {
    value: page.map(({ body }) => body),
    nextLink: more
      ? `https://${call.url.hostname}:443${call.url.pathname}?api-version=${call.apiVersion}&$skiptoken=${token}${maxResults}`
      : null,
  };
}

const sorted = (entries: readonly Entry[]): readonly Entry[] =>
  [...entries].sort((a, b) => (a.marker < b.marker ? -1 : a.marker > b.marker ? 1 : 0));

const decoded = (token: string | undefined): string | undefined =>
  token === undefined ? undefined : Buffer.from(token, "base64").toString("utf8");
