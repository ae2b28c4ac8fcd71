import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import type { Guest } from "./guest";

/** When Microsoft's support for a release of Windows ends. */
export interface WindowsLifecycle {
  /** `Windows Server 2012 R2`, `Windows 11, version 23H2`. */
  readonly name: string;
  /** The last day, `2023-10-10`. */
  readonly supportEnds: string;
}

const lifecycle = dataFile(
  "windows-lifecycle.json",
  z.object({
    releases: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(["server", "client"]),
        builds: z.array(z.number().int().positive()),
        supportEnds: z.iso.date(),
      }),
    ),
  }),
);

/**
 * When Microsoft's support for a VM's Windows ends: by the guest's own build, else by the release that the agent or the image names.
 *
 * @returns undefined where neither tells, as of a Windows 10 or 11 that was not asked: their versions end one by one.
 */
export function windowsLifecycleOf(
  releaseName: string | undefined,
  guest?: Guest,
): WindowsLifecycle | undefined {
  const { releases } = lifecycle();
  if (guest?.osType === "Windows" && guest.osBuild !== undefined) {
    const { osBuild, productType } = guest;
    const kind = productType === "workstation" ? "client" : "server";
    return releases.find((release) => release.kind === kind && release.builds.includes(osBuild));
  }
  return releases.find(({ name }) => name === releaseName);
}

/** Whether the last day of support has passed at a moment. */
export const supportHasEnded = ({ supportEnds }: WindowsLifecycle, now: Date): boolean =>
  now.toISOString().slice(0, 10) > supportEnds;
