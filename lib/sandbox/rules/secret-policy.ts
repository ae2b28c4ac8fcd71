import { secretPolicyRefusal } from "../keyvault/secret-policy";
import { hostRefusal, setSecretFailed } from "./host-refusal";
import { namedVault } from "./named-vault";
import type { Rule } from "./rule";

/**
 * The keys of Azure Disk Encryption never expire, so a Deny policy on a secret's lifetime stops the host's write.
 *
 * Source: restrictions in "Azure Disk Encryption scenarios on Windows VMs" (2026-02-20); azure-docs#96093.
 */
export const secretPolicyAllows: Rule = (request) => {
  const vault = namedVault(request);
  if (vault === undefined) return undefined;
  const secret = { name: "disk-encryption-key", created: request.world.clock.now() };
  return secretPolicyRefusal(request.world, vault, secret) === undefined
    ? undefined
    : hostRefusal(request, setSecretFailed);
};
