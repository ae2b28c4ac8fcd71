import { defined, type Fact, parseResourceId } from "@runbooks/azure";
import type { Connection } from "../../connection/connection";
import { type Plan, type StepContent } from "../../change/plan";
import { diskState } from "../../change/state";
import { isOutdated, readDiskToFill, type DiskToFill } from "../../change/page-blobs/disk-to-fill";
import { fillSteps, fillTouches } from "./fill-steps";
import { ACCESS_DURATION_IN_SECONDS } from "./plan";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";

/** A disk whose bytes are to become another disk's. */
export interface CopyRequest {
  readonly sourceDiskId: string;
  /** Full resource id that the new disk is to have; in the source's region. */
  readonly diskId: string;
  /** Without it, the source's. */
  readonly sku?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Everything that a copy is planned by. */
export interface CopyFacts {
  readonly request: CopyRequest;
  readonly source: Fact<DiskToFill>;
  readonly disk: Fact<DiskToFill>;
}

/** Reads both disks. Changes nothing. */
export async function observeCopy(azure: Connection, request: CopyRequest): Promise<CopyFacts> {
  const [source, disk] = await Promise.all([
    readDiskToFill(azure, request.sourceDiskId),
    readDiskToFill(azure, request.diskId),
  ]);
  return { request, source, disk };
}

const FOOTER_IN_BYTES = 512;

/**
 * Plans a new disk with the bytes of another and nothing else of it: by upload, blob to blob inside Azure. The mark that a disk once had Azure
 * Disk Encryption, which every other copy keeps, is left behind. Of a copy that stopped, it plans the rest; of one that is whole, the end of
 * the access to its source, where that is still open. Pure.
 *
 * @throws RunbookError `PlanBlocked` where the source can't be read from, or another disk has the name: a copy of what the source was before
 *   it was in use again is another one.
 * @see "Migrate from Azure Disk Encryption to encryption at host", 2025-09-23
 */
export function planCopyByUpload({ request, source, disk }: CopyFacts): Plan {
  const { sourceDiskId, diskId } = request;
  const from = sourceOf(sourceDiskId, source);
  const { name, location, zones, sku, osType, hyperVGeneration, diskSizeInBytes, uniqueId } = from;
  const uploadSizeBytes = diskSizeInBytes + FOOTER_IN_BYTES;
  const target = parseResourceId(diskId).name;
  const filled = fillSteps(disk, {
    isOutdated: disk.kind === "known" && isOutdated(disk.value, from),
    disk: {
      diskId,
      location,
      ...(zones.length === 0 ? {} : { zones }),
      tags: request.tags ?? {},
      sku: request.sku ?? sku,
      uploadSizeBytes,
      ...defined({ osType, hyperVGeneration }),
    },
    filledWith: `disk:${uniqueId ?? sourceDiskId.toLowerCase()}`,
    accessDurationInSeconds: ACCESS_DURATION_IN_SECONDS,
    fill: {
      title: `Copy the pages of ${name} to ${target}, inside Azure`,
      action: {
        kind: "copy-pages",
        sourceDiskId,
        diskId,
        sizeInBytes: uploadSizeBytes,
        accessDurationInSeconds: ACCESS_DURATION_IN_SECONDS,
      },
      impact: "none",
      undo: { kind: "possible", how: `delete disk ${target}; ${name} is not changed` },
      expectedDuration: "by the size; stopped, it goes on where it was",
    },
  });
  const isFilled = filled.length === 0;
  const isOpen = from.diskState === "ActiveSAS";
  const steps = isFilled
    ? [...(isOpen ? [endStep(sourceDiskId, name)] : [])]
    : [...readSteps(sourceDiskId, name), ...filled, endStep(sourceDiskId, name)];
  return definePlan({
    job: "upload-disk",
    target: { id: diskId, name: target },
    steps,
    touches: [diskState(from), fillTouches(disk, diskId)],
    warnings: [
      ...(isFilled
        ? isOpen
          ? [
              `${target} is whole, and ${name} is still open for reading (ActiveSAS), so its VM can't start. The plan ends that access, whoever asked for it: a backup that is reading ${name} now would stop.`,
            ]
          : []
        : [`Nothing may write to ${name} until the copy is over: keep its VM deallocated.`]),
      ...(from.encryptionSettings?.enabled === true
        ? [
            `${name} is encrypted with Azure Disk Encryption: its copy is too, and has no settings that unlock it.`,
          ]
        : []),
    ],
  });
}

/** The source, as far as a copy needs it. */
function sourceOf(
  sourceDiskId: string,
  source: Fact<DiskToFill>,
): DiskToFill & { readonly diskSizeInBytes: number } {
  const { name } = parseResourceId(sourceDiskId);
  if (source.kind === "missing")
    throw planBlocked(`Disk ${name} can't be read: ${source.reason}`, "Name a disk that you can read.");
  const { diskState: state, diskSizeInBytes } = source.value;
  // Unattached, of a deallocated VM, or open for reading already.
  if (!["Unattached", "Reserved", "ActiveSAS"].includes(state) || diskSizeInBytes === undefined) {
    throw planBlocked(
      `Disk ${name} is ${state}: its bytes can't be read now.`,
      "Deallocate its VM, or wait until its upload is over, then observe again.",
    );
  }
  return { ...source.value, diskSizeInBytes };
}

function readSteps(diskId: string, name: string): readonly StepContent[] {
  return [
    {
      title: `Ask for read access to the blob behind ${name} for ${ACCESS_DURATION_IN_SECONDS / 3600} hours`,
      action: {
        kind: "grant-disk-access",
        diskId,
        access: "Read",
        durationInSeconds: ACCESS_DURATION_IN_SECONDS,
      },
      impact: "none",
      undo: { kind: "possible", how: "end the access; meanwhile its VM does not start" },
    },
  ];
}

function endStep(diskId: string, name: string): StepContent {
  return {
    title: `End the read access to ${name}`,
    action: { kind: "end-disk-access", diskId },
    impact: "none",
    undo: { kind: "possible", how: "ask for access again" },
  };
}
