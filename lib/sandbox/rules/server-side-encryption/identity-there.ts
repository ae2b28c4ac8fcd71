import { principalsOf } from "../../managed-identity/resource-identity";
import type { KeyRule } from "./key-rule";

/**
 * The set has an identity that Entra knows. Code: a public support reference (2026-04-06), for an identity whose token can't be
 * had; no document gives the text.
 */
export const identityThere: KeyRule = ({ world, set }) =>
  principalsOf(world, set).length > 0
    ? undefined
    : {
        code: "KeyVaultAccessTokenCannotBeAcquired",
        message: `(sandbox) No token can be had for the identity of disk encryption set '${set.name}': it has none, or it was deleted.`,
      };
