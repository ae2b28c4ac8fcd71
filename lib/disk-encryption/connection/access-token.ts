import type { TokenCredential } from "@azure/core-auth";
import { z } from "zod";

import { RunbookError } from "@runbooks/azure";
import type { Cloud } from "./cloud";
import type { SignedInPrincipal } from "./connection";

/** Who a token was given to, and by which tenant. */
export interface TokenOwner {
  readonly tenantId: string;
  readonly principal: SignedInPrincipal;
}

const claims = z.object({
  tid: z.string(),
  oid: z.string(),
  upn: z.string().optional(),
  name: z.string().optional(),
  appid: z.string().optional(),
});

/**
 * Proves that the credential can sign in, and says who as: read from the token's claims. The token itself goes no further.
 *
 * @throws RunbookError `CredentialUnavailable`.
 */
export async function tokenOwner(credential: TokenCredential, cloud: Cloud): Promise<TokenOwner> {
  const payload = (await tokenOf(credential, cloud)).split(".")[1] ?? "";
  try {
    const { tid, oid, upn, name, appid } = claims.parse(
      JSON.parse(Buffer.from(payload, "base64url").toString("utf8")),
    );
    return { tenantId: tid, principal: { name: upn ?? name ?? appid ?? oid, objectId: oid } };
  } catch (cause) {
    throw new RunbookError(
      "CredentialUnavailable",
      "The access token is not one of Microsoft Entra.",
      "Sign in again with `az login`.",
      { cause },
    );
  }
}

async function tokenOf(credential: TokenCredential, cloud: Cloud): Promise<string> {
  try {
    const token = await credential.getToken(`${cloud.resourceManagerEndpoint}/.default`);
    if (token !== null) return token.token;
  } catch (cause) {
    throw new RunbookError(
      "CredentialUnavailable",
      `Not signed in to Azure: ${reasonOf(cause)}`,
      "Sign in with `az login` (or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET) and connect again.",
      { cause },
    );
  }
  throw new RunbookError(
    "CredentialUnavailable",
    "The credential gave no token.",
    "Sign in again with `az login`.",
  );
}

/** The first line of what the credential says; of a chain, the first line of each link: the chain itself says only that it failed. */
function reasonOf(cause: unknown): string {
  const links: readonly unknown[] =
    cause instanceof Error && "errors" in cause && Array.isArray(cause.errors) ? cause.errors : [];
  const lines = (links.length === 0 ? [cause] : links).map((link) =>
    withoutSecrets(firstLine(link instanceof Error ? link.message : String(link))),
  );
  return lines.map((line) => (line.endsWith(".") ? line : `${line}.`)).join(" ");
}

/** Where the credential names what Microsoft Entra answered, the first line of that too. */
function firstLine(text: string): string {
  const [first = "", ...others] = text.trim().split(/\r?\n/);
  const details = others.indexOf("More details:");
  return [first, ...(details < 0 ? [] : others.slice(details + 1, details + 2))].join(" ");
}

/** Credentials say no secrets; should one ever do, it ends here. */
function withoutSecrets(text: string): string {
  const secrets = ["AZURE_CLIENT_SECRET", "AZURE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD"].flatMap(
    (name) => process.env[name] ?? [],
  );
  return secrets
    .filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(secret, "(secret)"), text)
    .replace(/\beyJ[\w-]+(?:\.[\w-]*)*/g, "(token)");
}
