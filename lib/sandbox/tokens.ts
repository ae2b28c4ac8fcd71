import { createHmac, timingSafeEqual } from "node:crypto";

import { AzureError } from "./errors";
import { isJsonObject, textAt, type JsonObject } from "./json";
import type { Principal, World } from "./state";

/** Signs and reads the sandbox's access tokens. The key never leaves the sandbox, so no token of elsewhere is accepted. */
export interface TokenService {
  /** A token for an audience, e.g. `https://management.azure.com` or `https://vault.azure.net`. */
  issue(principal: Principal, audience: string, lifetimeInSeconds?: number): string;
  /** The token's owner; throws 401 in Azure's words. */
  authenticate(authorization: string | null, audiences: readonly string[]): Principal;
}

const base64Url = (text: string): string => Buffer.from(text).toString("base64url");
const withoutSlash = (audience: string): string => audience.replace(/\/+$/, "");

/** Makes the token service of one sandbox. */
export function createTokenService(
  world: Pick<World, "clock" | "identifiers" | "tenantId" | "principals">,
): TokenService {
  const signingKey = world.identifiers.bytes(32);
  const sign = (text: string): string => createHmac("sha256", signingKey).update(text).digest("base64url");

  function unauthorized(code: string, message: string): AzureError {
    return new AzureError(401, code, message, {
      headers: {
        "www-authenticate":
          `Bearer authorization_uri="https://login.microsoftonline.com/${world.tenantId}", ` +
          `error="invalid_token", error_description="${message}"`,
      },
    });
  }

  function claimsOf(token: string): JsonObject {
    const [header, payload, signature] = token.split(".");
    if (header === undefined || payload === undefined || signature === undefined) {
      throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.");
    }
    const expected = Buffer.from(sign(`${header}.${payload}`));
    const actual = Buffer.from(signature);
    if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
      throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.");
    }
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    if (!isJsonObject(claims))
      throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.");
    return claims;
  }

  return {
    issue: (principal, audience, lifetimeInSeconds = 3600) => {
      const issuedAt = Math.floor(world.clock.now().getTime() / 1000);
      const header = base64Url(JSON.stringify({ typ: "JWT", alg: "HS256" }));
      const payload = base64Url(
        JSON.stringify({
          aud: withoutSlash(audience),
          iss: `https://sts.windows.net/${world.tenantId}/`,
          iat: issuedAt,
          exp: issuedAt + lifetimeInSeconds,
          tid: world.tenantId,
          oid: principal.objectId,
          appid: principal.applicationId,
          name: principal.name,
          idtyp: principal.type === "User" ? "user" : "app",
        }),
      );
      return `${header}.${payload}.${sign(`${header}.${payload}`)}`;
    },

    authenticate: (authorization, audiences) => {
      const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined) {
        throw unauthorized(
          "AuthenticationFailed",
          "Authentication failed. The 'Authorization' header is missing.",
        );
      }
      const claims = claimsOf(token);
      const audience = textAt(claims, "aud") ?? "";
      if (!audiences.map(withoutSlash).includes(audience)) {
        throw unauthorized(
          "InvalidAuthenticationTokenAudience",
          `The access token has been obtained for wrong audience or resource '${audience}'.`,
        );
      }
      if (claims["tid"] !== world.tenantId) {
        throw unauthorized(
          "InvalidAuthenticationTokenTenant",
          "The access token is from the wrong issuer. It must match the tenant associated with this subscription.",
        );
      }
      if (Number(claims["exp"]) <= world.clock.now().getTime() / 1000) {
        throw unauthorized(
          "ExpiredAuthenticationToken",
          "The access token expiry UTC time is earlier than current UTC time.",
        );
      }
      const principal = world.principals.find(({ objectId }) => objectId === claims["oid"]);
      if (principal === undefined)
        throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.");
      return principal;
    },
  };
}
