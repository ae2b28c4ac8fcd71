import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import { virtualMachineSizes, type VirtualMachineSizeRecord } from "../sizes";

/** What a VM size decides of a generated VM. */
export interface GeneratedSize {
  readonly vmSize: string;
  readonly hyperVGenerations: readonly ("V1" | "V2")[];
  readonly hasPremiumStorage: boolean;
  /** 0: no temporary disk. */
  readonly temporaryDiskInGB: number;
  /** Sizes of version 5 and later encrypt temporary and ephemeral disks themselves ("Server-side encryption of Azure managed disks", 2026-04-02). */
  readonly encryptsLocalDisks: boolean;
  readonly diskControllerTypes: string | undefined;
}

const families = dataFile(
  "vm-families.json",
  z.object({ families: z.array(z.object({ family: z.string(), version: z.number() })) }),
);

/** Reads the sizes of `data/vm-sizes.json`, by their name. */
export function generatedSizes(): ReadonlyMap<string, GeneratedSize> {
  const versions = new Map(
    families().families.map(({ family, version }) => [family.toLowerCase(), version] as const),
  );
  return new Map(
    virtualMachineSizes().map((size) => [
      size.name,
      generatedSize(size, versions.get(size.family.toLowerCase())),
    ]),
  );
}

function generatedSize(
  { name, capabilities }: VirtualMachineSizeRecord,
  version: number | undefined,
): GeneratedSize {
  return {
    vmSize: name,
    hyperVGenerations: (["V1", "V2"] as const).filter((one) =>
      capabilities["HyperVGenerations"]?.includes(one),
    ),
    hasPremiumStorage: capabilities["PremiumIO"] === "True",
    temporaryDiskInGB: Number(capabilities["MaxResourceVolumeMB"] ?? 0) / 1024,
    encryptsLocalDisks: version !== undefined && version >= 5,
    diskControllerTypes: capabilities["DiskControllerTypes"],
  };
}
