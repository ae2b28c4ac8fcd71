import { z } from "zod";

const question = z.strictObject({ name: z.string(), type: z.literal("Microsoft.KeyVault/vaults") });

/**
 * Whether a request to Resource Manager asks if a vault's name is free, which goes as a POST and only reads.
 *
 * @see "Vaults - Check Name Availability", Azure Key Vault REST API, Microsoft Learn
 */
export function isVaultNameCheck(method: string, path: string, body: unknown): boolean {
  return (
    method === "POST" &&
    /^\/subscriptions\/[^/]+\/providers\/microsoft\.keyvault\/checknameavailability$/i.test(path) &&
    question.safeParse(body).success
  );
}
