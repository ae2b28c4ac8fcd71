import type { WindowsSpecification } from "../specification";
import type { Volume, CommandContext } from "../volumes";

/** An instance of `Win32_Volume`, with what the other classes say of it. */
export interface WindowsVolumeInstance {
  readonly bootVolume: boolean;
  readonly systemVolume: boolean;
  readonly fileSystem: string;
  /** `C:\`, or the volume's GUID path where it is not mounted. */
  readonly name: string;
  readonly label: string;
  readonly hasWarningFile: boolean;
  /** Undefined on a dynamic disk, whose volumes are on no partition of their own. */
  readonly diskNumber: number | undefined;
  /** Its instance of `Win32_EncryptableVolume`; undefined where BitLocker does not know it. */
  readonly encryptable: EncryptableVolumeInstance | undefined;
}

/** What the methods of `Win32_EncryptableVolume` answer; all of them with the result 0, unless said. */
export interface EncryptableVolumeInstance {
  readonly conversionStatus: number;
  readonly encryptionPercentage: number;
  readonly encryptionMethod: number;
  readonly protectionStatus: 0 | 1;
  readonly protectorsResult: number;
  readonly protectorTypes: readonly number[];
}

/** An instance of `MSFT_Disk`. */
export interface DiskInstance {
  readonly number: number;
  readonly busType: number;
  readonly partitionStyle: number;
  readonly isClustered: boolean;
  readonly dynamicPartitions: number;
}

/** Numbers of the classes: Microsoft Learn, "MSFT_Disk class" and "Win32_EncryptableVolume class". */
const busTypes = { iscsi: 9, sas: 10, storageSpaces: 16 } as const;
const partitionStyles = { raw: 0, gpt: 2 } as const;
const conversionStatuses = { decrypted: 0, encrypted: 1, encrypting: 2, decrypting: 3 } as const;
const EXTERNAL_KEY = 2;
const TPM = 1;
const NUMERICAL_PASSWORD = 3;
/** A volume that its owner encrypted with XTS-AES 128, as Windows does unless told otherwise. */
const ofOwner: EncryptableVolumeInstance = {
  conversionStatus: conversionStatuses.encrypted,
  encryptionPercentage: 100,
  encryptionMethod: 6,
  protectionStatus: 1,
  protectorsResult: 0,
  protectorTypes: [TPM, NUMERICAL_PASSWORD],
};
const NOT_ACTIVATED = 0x80310008;

const windowsOf = ({ specification }: CommandContext): WindowsSpecification | undefined =>
  specification.osType === "Windows" ? specification : undefined;

/** Whether the namespace of BitLocker's classes is there: with the feature, which the extension installs, or who encrypts a volume. */
export function hasBitLocker(context: CommandContext): boolean {
  const windows = windowsOf(context);
  return (
    windows?.bitLockerFeature !== "not-installed" ||
    windows.encryptedByOwner === true ||
    context.guest.diskEncryption !== undefined
  );
}

/** 1 on a client, 3 on a server. */
export const productType = (context: CommandContext): number =>
  /server/i.test(windowsOf(context)?.osName ?? "") ? 3 : 1;

/** The volumes of fixed disks. The partition that starts the machine has no letter. */
export function windowsVolumes(context: CommandContext): readonly WindowsVolumeInstance[] {
  const disks = disksWithVolumes(context);
  return [
    {
      bootVolume: false,
      systemVolume: true,
      fileSystem: context.hardware.hyperVGeneration === "V2" ? "FAT32" : "NTFS",
      name: "\\\\?\\Volume{00000000-0000-0000-0000-100000000000}\\",
      label: context.hardware.hyperVGeneration === "V2" ? "" : "System Reserved",
      hasWarningFile: false,
      diskNumber: 0,
      encryptable: undefined,
    },
    ...context.volumes.flatMap((volume): readonly WindowsVolumeInstance[] => {
      const disk = disks.find(({ volumeKey }) => volumeKey === volume.key);
      const dynamic = (disk?.dynamicPartitions ?? 0) > 0;
      const diskNumber = dynamic ? undefined : disk?.number;
      const mounted: WindowsVolumeInstance = {
        bootVolume: volume.role === "os",
        systemVolume: false,
        fileSystem: volume.fileSystem,
        name: `${volume.mountPoint}\\`,
        label: labelOf(context, volume),
        hasWarningFile:
          volume.role === "temporary" && windowsOf(context)?.temporaryVolume?.hasWarningFile !== false,
        diskNumber,
        encryptable: hasBitLocker(context) && !dynamic ? encryptable(context, volume) : undefined,
      };
      const { besideIt, lun } =
        context.specification.dataVolumes?.find((place) => place.lun === volume.disk?.lun) ?? {};
      if (besideIt === undefined || lun === undefined || volume.role !== "data") return [mounted];
      const beside: WindowsVolumeInstance = {
        ...mounted,
        fileSystem: besideIt,
        name: `\\\\?\\Volume{00000000-0000-0000-0000-2000000000${String(lun).padStart(2, "0")}}\\`,
        encryptable:
          mounted.encryptable === undefined
            ? undefined
            : encryptable(context, { ...volume, state: "decrypted", percentEncrypted: 0 }),
      };
      return [mounted, beside];
    }),
  ];
}

function labelOf(context: CommandContext, { role }: Volume): string {
  switch (role) {
    case "os":
      return "Windows";
    case "temporary":
      return windowsOf(context)?.temporaryVolume?.label ?? "Temporary Storage";
    case "data":
      return "";
  }
}

function encryptable(
  context: CommandContext,
  { state, percentEncrypted, role }: Volume,
): EncryptableVolumeInstance {
  const windows = windowsOf(context);
  if (role === "os" && state === "decrypted" && windows?.encryptedByOwner === true) return ofOwner;
  const isPlain = state === "decrypted";
  const isOn = state === "encrypted" && windows?.protectionSuspended !== true;
  return {
    conversionStatus: conversionStatuses[state],
    encryptionPercentage: Math.floor(percentEncrypted),
    encryptionMethod: isPlain ? 0 : methodOf(windows?.osBuild ?? 0),
    protectionStatus: isOn ? 1 : 0,
    protectorsResult: isPlain ? NOT_ACTIVATED : 0,
    protectorTypes: isPlain ? [] : [EXTERNAL_KEY],
  };
}

/** XTS-AES 256 from build 10586 on, AES 256 before, with diffuser before Windows 8: Azure Disk Encryption FAQ for Windows. */
function methodOf(build: number): number {
  if (build >= 10586) return 7;
  return build >= 9200 ? 4 : 2;
}

interface DiskWithVolume extends DiskInstance {
  /** Key of the volume that lies on it. */
  readonly volumeKey: string | undefined;
}

/** The disks that Windows shows: OS, temporary, data. The disks of a storage pool are not shown, its virtual disk is. */
export const windowsDisks = (context: CommandContext): readonly DiskInstance[] => disksWithVolumes(context);

function disksWithVolumes(context: CommandContext): readonly DiskWithVolume[] {
  const windows = windowsOf(context);
  const pool = windows?.storageSpaces?.luns ?? [];
  const { volumes, hardware } = context;
  const plain = {
    busType: busTypes.sas,
    partitionStyle: partitionStyles.gpt,
    isClustered: false,
    dynamicPartitions: 0,
  };
  const owned = volumes.filter(({ role, disk }) => role !== "data" && (disk === undefined || role === "os"));
  const onVirtualMachine = hardware.disks.flatMap((disk): readonly Omit<DiskWithVolume, "number">[] => {
    if (disk.role === "os") return [];
    const lun = disk.lun ?? -1;
    if (pool.includes(lun) && lun !== pool[0]) return [];
    if (windows?.hiddenDisks?.includes(lun) === true) return [];
    const volume = volumes.find((candidate) => candidate.disk?.lun === disk.lun && candidate.role === "data");
    return [
      {
        ...plain,
        busType: pool.includes(lun) ? busTypes.storageSpaces : busTypes.sas,
        partitionStyle: volume === undefined ? partitionStyles.raw : partitionStyles.gpt,
        isClustered: windows?.clustered === true || windows?.storageSpaces?.direct === true,
        // The database of the Logical Disk Manager, and the volume.
        dynamicPartitions: windows?.dynamicDisks?.includes(lun) === true ? 2 : 0,
        volumeKey: volume?.key,
      },
    ];
  });
  const elsewhere = volumes.filter(({ key }) => key.startsWith("iscsi "));
  return [
    ...owned.map(({ key }) => ({ ...plain, volumeKey: key })),
    ...onVirtualMachine,
    ...elsewhere.map(({ key }) => ({ ...plain, busType: busTypes.iscsi, volumeKey: key })),
  ].map((disk, number) => ({ ...disk, number }));
}
