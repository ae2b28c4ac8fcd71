import type { Volume } from "../guest/volumes";
import { exitCodes, includesOs, type EncryptionRequest, type Refusal, type Rule } from "./rule";

/** Folders that a distribution puts its own files into (Filesystem Hierarchy Standard 3.0, "The Root Filesystem"). */
const osFolder = /^\/(bin|boot|dev|etc|home|lib|lib64|opt|proc|root|run|sbin|sys|tmp|usr|var)$/;

/**
 * Data volumes below another mount, or over a folder of the operating system, can't be unmounted. Found out after the disks were stamped.
 *
 * Source: restrictions and troubleshooting guide for Linux VMs; texts: azure-linux-extensions#334, #1217 and VMEncryption.
 */
export const mountSchemeSupported: Rule = (request) => {
  const { guest, volumes } = request;
  const { specification } = guest;
  if (specification.osType !== "Linux") return undefined;
  const paths = [...volumes, ...(specification.networkShares ?? [])].map(({ mountPoint }) => mountPoint);
  const stuck = volumes.find(
    ({ role, mountPoint, state, encryptedByOwner }) =>
      role === "data" &&
      state === "decrypted" &&
      encryptedByOwner !== true &&
      (osFolder.test(mountPoint) ||
        paths.some(
          (path) => path !== "/" && (path.startsWith(`${mountPoint}/`) || mountPoint.startsWith(`${path}/`)),
        )),
  );
  return stuck === undefined ? undefined : cannotUnmount(request, stuck);
};

function cannotUnmount(request: EncryptionRequest, { mountPoint, fileSystem }: Volume): Refusal {
  return {
    message: includesOs(request)
      ? "Failed to encrypt OS volume with error: umount /oldroot: target is busy"
      : `Failed to encrypt data volumes with error: Encryption failed for name:${mountPoint} fstype:${fileSystem}`,
    exitCode: exitCodes.encryptionFailed,
  };
}
