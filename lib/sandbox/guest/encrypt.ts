import type { GuestOperatingSystem } from "./guest";
import { type Volume, volumesOf, finishesAt, progressOf, type VolumeEncryption } from "./volumes";
import type { GuestSpecification } from "./specification";
import type { Resource, World } from "../state";
import type { EncryptionOperation, VolumeType } from "./handler-status";
import { bitLockerInMs, formatAllInMs, linuxDataVolumeInMs, linuxOsVolumeInMs } from "./durations";

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

/**
 * The volumes that a run is about.
 *
 * Windows: the temporary disk with All ("Azure Disk Encryption scenarios on Windows VMs"). Linux: the temporary disk only where
 * everything is formatted ("Azure Disk Encryption scenarios on Linux VMs").
 */
export function volumesOfRun(
  volumes: readonly Volume[],
  osType: "Windows" | "Linux",
  operation: EncryptionOperation,
  volumeType: VolumeType,
): readonly Volume[] {
  return volumes.filter(({ role, fileSystem, encryptedByOwner }) => {
    if (encryptedByOwner === true) return false;
    switch (role) {
      case "os":
        return volumeType !== "Data";
      case "data":
        return volumeType !== "OS" && (osType === "Linux" || fileSystem === "NTFS");
      case "temporary":
        return volumeType !== "OS" && (osType === "Windows" || operation !== "EnableEncryption");
    }
  });
}

/** Starts encrypting; what is encrypted or under way stays as it is. On Linux the OS volume waits for the data volumes. */
export function startEncryption(
  world: World,
  guest: GuestOperatingSystem,
  virtualMachine: Resource,
  run: { readonly operation: EncryptionOperation; readonly volumeType: VolumeType },
): void {
  const now = world.clock.now();
  const volumes = volumesOfRun(
    volumesOf(world, guest, virtualMachine),
    guest.osType,
    run.operation,
    run.volumeType,
  );
  const osLast = [
    ...volumes.filter(({ role }) => role !== "os"),
    ...volumes.filter(({ role }) => role === "os"),
  ];
  let dataFinishesAt = now;
  for (const volume of osLast) {
    if (volume.state === "encrypted" || volume.state === "encrypting") continue;
    const encryption: VolumeEncryption = {
      direction: "encrypting",
      percentAtStart: volume.percentEncrypted,
      startedAt: guest.osType === "Linux" && volume.role === "os" ? dataFinishesAt : now,
      fullDurationInMs: durationOf(guest, volume, run.operation),
    };
    guest.encryption.set(volume.key, encryption);
    const end = finishesAt(encryption);
    if (volume.role !== "os" && end > dataFinishesAt) dataFinishesAt = end;
  }
}

/** Starts decrypting the volumes of a run; a plain volume stays as it is. */
export function startDecryption(
  world: World,
  guest: GuestOperatingSystem,
  virtualMachine: Resource,
  volumeType: VolumeType,
): void {
  const now = world.clock.now();
  const volumes = volumesOfRun(
    volumesOf(world, guest, virtualMachine),
    guest.osType,
    "DisableEncryption",
    volumeType,
  );
  for (const { key, role, sizeInGB, disk } of volumes) {
    const { state, percentEncrypted } = progressOf(guest.encryption.get(key), now);
    if (state !== "encrypted" && state !== "encrypting") continue;
    // BitLocker and dm-crypt lay the key open before they start: the volume opens without one from now on.
    guest.locks.delete(key);
    guest.encryption.set(key, {
      direction: "decrypting",
      percentAtStart: percentEncrypted,
      startedAt: now,
      fullDurationInMs:
        guest.osType === "Windows"
          ? bitLockerInMs(sizeInGB)
          : role === "os"
            ? linuxOsVolumeInMs(sizeInGB, disk?.sku)
            : linuxDataVolumeInMs(sizeInGB),
    });
  }
}

function durationOf(
  { osType }: GuestOperatingSystem,
  { role, sizeInGB, disk }: Volume,
  operation: EncryptionOperation,
): number {
  if (osType === "Windows") return bitLockerInMs(sizeInGB);
  if (role === "os") return linuxOsVolumeInMs(sizeInGB, disk?.sku);
  return operation === "EnableEncryptionFormatAll" ? formatAllInMs : linuxDataVolumeInMs(sizeInGB);
}
