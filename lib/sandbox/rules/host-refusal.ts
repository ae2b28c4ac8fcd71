import { configurationRefusal, type EncryptionRequest, type Refusal } from "./rule";

/** The host could not write the secret: azure-docs#96093 and #107792. */
export const setSecretFailed =
  "0xc1425072 RUNTIME_E_KEYVAULT_SET_SECRET_FAILED Failed to set secret to KeyVault";
/** The host could not wrap the secret with the key encryption key; support notes by third parties. */
export const wrapFailed = "0xc142506f RUNTIME_E_KEYVAULT_SECRET_WRAP_WITH_KEK_FAILED";

/** The extension passes on what the host answered. Linux: Azure/azure-linux-extensions, VMEncryption. */
export function hostRefusal(request: EncryptionRequest, error: string): Refusal {
  return configurationRefusal(
    request,
    request.guest.osType === "Windows"
      ? error
      : `Encryption settings post request was not accepted. Error: ${error}`,
  );
}

/** The host did not accept vault, key or ids; Windows says no more than this (Windows troubleshooting guide; azure-docs#10219). */
export function inputsRefused(request: EncryptionRequest): Refusal {
  return request.guest.osType === "Windows"
    ? configurationRefusal(
        request,
        "Failed to send DiskEncryptionData, Check KeyVault inputs, ResourceIds and retry encryption operation",
      )
    : hostRefusal(request, setSecretFailed);
}
