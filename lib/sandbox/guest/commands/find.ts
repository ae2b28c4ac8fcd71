import type { CommandContext, CommandOutput } from "./command";

/**
 * `find '<mount point>' -xdev -maxdepth 1 ... -printf '%d\n' 2>&1 | head -n 3`: the depth of the directory itself and of what is in it. A volume
 * that is not mounted shows the empty directory below it, as Linux does; a path that is no mount point of a volume is not there.
 */
export function findEntries({ specification, volumes }: CommandContext, mountPoint: string): CommandOutput {
  const volume = volumes.find((one) => one.mountPoint === mountPoint);
  if (volume === undefined) return { stdout: `find: '${mountPoint}': No such file or directory` };
  const isMounted = volume.state === "decrypted" || volume.state === "encrypted";
  const isEmpty =
    volume.role === "temporary" ||
    specification.dataVolumes?.find((one) => one.mountPoint === mountPoint)?.empty === true;
  return { stdout: isMounted && !isEmpty ? "0\n1\n1" : "0" };
}
