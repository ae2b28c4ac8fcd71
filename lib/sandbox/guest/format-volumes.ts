import type { GuestOperatingSystem } from "./guest";
import type { Volume } from "./volumes";

/** Formats the plain volumes of a run: nothing is on them afterwards. "Azure Disk Encryption scenarios on Linux VMs", EncryptFormatAll. */
export function formatVolumes(guest: GuestOperatingSystem, volumes: readonly Volume[]): void {
  const { dataVolumes } = guest.specification;
  if (dataVolumes === undefined) return;
  const wiped = new Set(
    volumes.filter(({ state }) => state === "decrypted").map(({ mountPoint }) => mountPoint),
  );
  guest.specification = {
    ...guest.specification,
    dataVolumes: dataVolumes.map((volume) =>
      wiped.has(volume.mountPoint) ? { ...volume, empty: true } : volume,
    ),
  };
}
