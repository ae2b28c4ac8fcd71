import type { GuestSpecification } from "./specification";

/** The image that a VM is made from, as its model names it. */
export interface Image {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
}

const windowsBuilds: readonly (readonly [sku: RegExp, osName: string, osBuild: number])[] = [
  [/2008-R2/i, "Windows Server 2008 R2 Datacenter", 7601],
  [/2012-R2/i, "Windows Server 2012 R2 Datacenter", 9600],
  [/2012/i, "Windows Server 2012 Datacenter", 9200],
  [/2016/i, "Windows Server 2016 Datacenter", 14393],
  [/2019/i, "Windows Server 2019 Datacenter", 17763],
  [/2025/i, "Windows Server 2025 Datacenter", 26100],
  [/win10/i, "Windows 10 Enterprise", 19045],
  [/win11/i, "Windows 11 Enterprise", 22631],
  [/./, "Windows Server 2022 Datacenter", 20348],
];

const linuxPublishers: readonly (readonly [publisher: RegExp, distribution: string, version: string])[] = [
  [/^canonical$/i, "ubuntu", "22.04"],
  [/^redhat$/i, "rhel", "9.4"],
  [/^openlogic$/i, "centos", "7.9"],
  [/^oracle$/i, "ol", "8.6"],
  [/^debian$/i, "debian", "12"],
  [/^suse$/i, "sles", "15.5"],
  [/^microsoftcblmariner$/i, "mariner", "2.0"],
];

/** Whether an image is one of Windows; Marketplace images of Windows come from Microsoft's own publishers. */
export function isWindowsImage({ publisher }: Image): boolean {
  return /^microsoft(windows|sqlserver|sharepoint|dynamics|visualstudio)/i.test(publisher);
}

/** The operating system that an image carries; of a custom image nothing but the OS type is known. */
export function defaultSpecification(
  osType: "Windows" | "Linux",
  image: Image | undefined,
): GuestSpecification {
  if (osType === "Windows") {
    const [, osName, osBuild] = windowsBuilds.find(([sku]) => sku.test(image?.sku ?? "")) ?? [];
    return { osType, osName: osName ?? "Windows", osBuild: osBuild ?? 20348 };
  }
  const [, distribution, version] =
    linuxPublishers.find(([publisher]) => publisher.test(image?.publisher ?? "")) ?? [];
  return {
    osType,
    distribution: distribution ?? "ubuntu",
    distributionVersion: versionIn(image) ?? version ?? "22.04",
  };
}

/** `22_04-lts`, `9_4`, `18.04-LTS`, `server-24_04`: the version as images spell it in offer or sku. */
function versionIn(image: Image | undefined): string | undefined {
  const [, major, minor] =
    /(?:^|[^\d])(\d{1,2})[._](\d{1,2})(?!\d)/.exec(`${image?.sku ?? ""} ${image?.offer ?? ""}`) ?? [];
  return major === undefined || minor === undefined ? undefined : `${major}.${minor}`;
}
