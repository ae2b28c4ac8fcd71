import type { GuestSpecification } from "./specification";

/** Windows Server 2022; Windows 11 is newer. */
const firstBuildWithLongKeyFiles = 20348;

/**
 * How many bytes the key that a guest hands over has.
 *
 * Linux: 127 random bytes in base64, so 172 characters (Azure/azure-linux-extensions, VMEncryption). Windows: a `.bek` file, whose size
 * no document gives; the FAQ's rule of 3072 bits for the newer ones says that it no longer fits the 214 bytes of RSA-OAEP with 2048.
 */
export function keyLengthInBytes(specification: GuestSpecification): number {
  if (specification.osType === "Linux") return 172;
  return specification.osBuild >= firstBuildWithLongKeyFiles ? 236 : 156;
}
