import { EXTERNAL_KEY, type Guest, type GuestVolume, type WindowsVolume } from "../nouns/guest";
import { type Fact } from "@runbooks/azure";

/** The Windows volumes of a role; none of a Linux guest, or of one that was not read. */
export function windowsVolumesOf(guest: Fact<Guest>, role: GuestVolume["role"]): readonly WindowsVolume[] {
  return guest.kind === "known" && guest.value.osType === "Windows"
    ? guest.value.volumes.filter((volume) => volume.role === role)
    : [];
}

/** What BitLocker says of a volume beside its state: method and key protectors. */
export function bitLockerWords({ mountPoint, method }: GuestVolume, guest: Fact<Guest>): readonly string[] {
  const protectors =
    guest.kind === "known" && guest.value.osType === "Windows"
      ? (guest.value.volumes.find((volume) => volume.mountPoint === mountPoint)?.keyProtectors ?? [])
      : [];
  return [...(method === undefined ? [] : [method]), ...protectors];
}

/**
 * Where somebody reconfigured BitLocker inside the guest, so that the volume is not protected as Azure Disk Encryption left it.
 *
 * @see "GetProtectionStatus method of the Win32_EncryptableVolume class" (Microsoft Learn): off means that the key is available in the clear
 */
export function bitLockerContradictions(volumes: readonly WindowsVolume[]): readonly string[] {
  return volumes.flatMap(({ mountPoint, state, protection, keyProtectors }) => [
    ...(state === "encryption-paused" || state === "decryption-paused"
      ? [
          `${mountPoint} is ${state}: BitLocker waits until somebody resumes it in the VM (manage-bde -resume ${mountPoint}).`,
        ]
      : []),
    ...(state === "encrypted" && protection === "off"
      ? [`BitLocker's protection of ${mountPoint} is off: its key lies on the disk in the clear.`]
      : []),
    ...(state === "encrypted" && !keyProtectors.includes(EXTERNAL_KEY)
      ? [`${mountPoint} has no External Key protector: the secret in the vault does not unlock it.`]
      : []),
  ]);
}
