import type { Guest } from "./guest";
import type { ImageReference } from "@runbooks/azure";

/** A release of Windows that Azure runs. */
export interface WindowsRelease {
  readonly name: string;
  /** Build number of the release's first version; newer versions of it lie between this and the next release's. */
  readonly firstBuild: number;
  readonly kind: "server" | "client";
  /** SKU of Microsoft's own images: what it starts with. */
  readonly skuStart: string;
  /** What images of other products carry in offer or SKU: `sql2022-ws2019` is Windows Server 2019. */
  readonly imageMark: string;
}

/**
 * @see "Windows Server release information" and "Windows 11 release information" (Microsoft Learn): build numbers. Image names: Azure
 * Marketplace, offers WindowsServer, windows-10, windows-11 and MicrosoftSQLServer. Read 2026-11-24.
 */
const windowsReleases: readonly WindowsRelease[] = [
  {
    name: "Windows Server 2008 R2",
    firstBuild: 7600,
    kind: "server",
    skuStart: "2008-r2",
    imageMark: "ws2008r2",
  },
  {
    name: "Windows Server 2012",
    firstBuild: 9200,
    kind: "server",
    skuStart: "2012-datacenter",
    imageMark: "ws2012",
  },
  {
    name: "Windows Server 2012 R2",
    firstBuild: 9600,
    kind: "server",
    skuStart: "2012-r2",
    imageMark: "ws2012r2",
  },
  { name: "Windows Server 2016", firstBuild: 14393, kind: "server", skuStart: "2016", imageMark: "ws2016" },
  { name: "Windows Server 2019", firstBuild: 17763, kind: "server", skuStart: "2019", imageMark: "ws2019" },
  { name: "Windows Server 2022", firstBuild: 20348, kind: "server", skuStart: "2022", imageMark: "ws2022" },
  { name: "Windows Server 2025", firstBuild: 26100, kind: "server", skuStart: "2025", imageMark: "ws2025" },
  { name: "Windows 10", firstBuild: 10240, kind: "client", skuStart: "win10", imageMark: "win10" },
  { name: "Windows 11", firstBuild: 22000, kind: "client", skuStart: "win11", imageMark: "win11" },
];

/** The first build whose key files outgrow an RSA key of 2048 bits: Windows Server 2022. Windows 11 starts above it. */
const FIRST_BUILD_WITH_LONG_KEY_FILES = 20348;

/**
 * Whether a Windows guest needs a key encryption key of 3072 or 4096 bits: Windows Server 2022 and later, and Windows 11.
 *
 * The guest's own build counts first, then the name that the agent reports, then the image.
 *
 * @returns undefined where none of them tells.
 * @see "Azure Disk Encryption for Windows virtual machines FAQ", key encryption key, 2024-02-20
 */
export function needsLongKey(
  vm: { readonly osName?: string; readonly imageReference?: ImageReference },
  guest?: Guest,
): boolean | undefined {
  if (guest?.osType === "Windows" && guest.osBuild !== undefined)
    return guest.osBuild >= FIRST_BUILD_WITH_LONG_KEY_FILES;
  const release = windowsReleaseOf(vm);
  return release === undefined ? undefined : release.firstBuild >= FIRST_BUILD_WITH_LONG_KEY_FILES;
}

/** The release by the name that the agent reports, else by the image; undefined where neither tells. */
export function windowsReleaseOf({
  osName,
  imageReference,
}: {
  readonly osName?: string;
  readonly imageReference?: ImageReference;
}): WindowsRelease | undefined {
  const named = osName?.toLowerCase();
  // "Windows Server 2012 R2" also holds "Windows Server 2012": the longest name that fits is the right one.
  const byName = windowsReleases.filter(({ name }) => named?.includes(name.toLowerCase()) === true);
  return (
    longest(byName, ({ name }) => name) ??
    (imageReference === undefined ? undefined : releaseOfImage(imageReference))
  );
}

function releaseOfImage({ publisher, offer, sku }: ImageReference): WindowsRelease | undefined {
  if (["microsoftwindowsserver", "microsoftwindowsdesktop"].includes(publisher.toLowerCase())) {
    return longest(
      windowsReleases.filter(({ skuStart }) => sku.toLowerCase().startsWith(skuStart)),
      ({ skuStart }) => skuStart,
    );
  }
  const image = `${offer} ${sku}`.toLowerCase();
  return longest(
    windowsReleases.filter(({ imageMark }) => image.includes(imageMark)),
    ({ imageMark }) => imageMark,
  );
}

function longest<T>(candidates: readonly T[], text: (candidate: T) => string): T | undefined {
  return [...candidates].sort((a, b) => text(b).length - text(a).length)[0];
}
