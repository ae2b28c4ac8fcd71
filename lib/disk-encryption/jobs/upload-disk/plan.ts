import { basename } from "node:path";

import {
  type Fact,
  type HyperVGeneration,
  known,
  type OsType,
  parseResourceId,
  RunbookError,
} from "@runbooks/azure";
import type { VhdReport } from "@runbooks/vhd";
import { type Plan, type StepContent } from "../../change/plan";
import type { DiskToFill } from "../../change/page-blobs/disk-to-fill";
import { fillSteps, fillTouches } from "./fill-steps";
import type { UploadFacts, UploadRequest } from "./observe";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";

/** How long access is asked for at a time: a day, as Microsoft's own samples do. "Upload a VHD to a managed disk", 2026-02-09. */
export const ACCESS_DURATION_IN_SECONDS: number = 24 * 60 * 60;
export const DEFAULT_SKU = "StandardSSD_LRS";

const GOES_ON_WARNING =
  "What is on the disk already is read back and compared with the file; what differs is sent again. Reading it back takes its time, and leaves Azure as traffic.";
const SIGNED_URL_WARNING =
  "The signed URL of the disk's blob opens the disk to whoever has it: it stays in memory, and stands in no plan, journal or error.";

/**
 * Plans a VHD's way into a managed disk: a disk that waits for it, write access, the pages that are not zeros, the end of the access. Of an
 * upload that stopped, it plans the rest. Pure.
 *
 * @throws RunbookError `PlanBlocked` where the file can't be uploaded as it is, with what mends it; where it is not known what the disk is
 *   for; or where another disk has the name. `ArgumentInvalid` where the request contradicts the file.
 * @see "Upload a VHD to Azure or copy a managed disk to another region", 2026-02-09
 */
export function planUpload(facts: UploadFacts): Plan {
  const { request, report, file, disk } = facts;
  const { uploadSizeBytes } = report.verdict;
  if (file.kind === "missing" || uploadSizeBytes === undefined) throw notUploadable(report);
  const { diskId, location, sku = DEFAULT_SKU, tags = {} } = request;
  const { name } = parseResourceId(diskId);
  const { dataInBytes, sizeInBytes } = file.value;
  const steps = fillSteps(disk, {
    disk: { diskId, location, tags, sku, uploadSizeBytes, ...systemOf(request, report) },
    filledWith: `sha256:${file.value.sha256}`,
    accessDurationInSeconds: ACCESS_DURATION_IN_SECONDS,
    fill: {
      title: `Upload ${inMiB(dataInBytes)} of ${basename(report.fileName)}, which are not zeros, of ${inMiB(sizeInBytes)}`,
      action: {
        kind: "upload-pages",
        diskId,
        file: file.value,
        accessDurationInSeconds: ACCESS_DURATION_IN_SECONDS,
      },
      impact: "none",
      undo: { kind: "possible", how: "delete the disk" },
      expectedDuration: "by the size and the line; stopped, it goes on where it was",
    },
  });
  return definePlan({
    job: "upload-disk",
    target: { id: diskId, name },
    steps,
    touches: [fillTouches(disk, diskId)],
    warnings: [
      ...(steps.length === 0 ? [] : [SIGNED_URL_WARNING]),
      ...(goesOn(disk, steps) ? [GOES_ON_WARNING] : []),
      ...report.verdict.problems.flatMap(({ stops, text, fix }) =>
        stops === "start"
          ? [`A VM will not start from it: ${text} ${fix}`]
          : stops === "unknown"
            ? [`Whether a VM can use it is not known: ${text} ${fix}`]
            : [],
      ),
      ...encryptionWarnings(report),
    ],
  });
}

/** Whether the plan takes up what an upload left that stopped. */
const goesOn = (disk: Fact<DiskToFill>, steps: readonly StepContent[]): boolean =>
  disk.kind === "known" &&
  disk.value.diskState === "ActiveUpload" &&
  !steps.some(({ action }) => action.kind === "create-disk-for-upload");

function notUploadable({ fileName, verdict }: VhdReport): RunbookError {
  const [problem] = verdict.problems.filter(({ stops }) => stops === "upload");
  return planBlocked(
    `${basename(fileName)} can't be uploaded as it is: ${problem?.text ?? "it is no VHD that Azure takes."}`,
    [problem?.fix ?? "Look at it with inspect-vhd.", ...(problem?.commands ?? [])].join(" "),
  );
}

function encryptionWarnings({ fileName, verdict: { encryption } }: VhdReport): readonly string[] {
  return encryption.kind === "known" && encryption.value.kind === "none"
    ? [
        `${basename(fileName)} is not encrypted: the VM's disks will be, at rest, with the platform's key alone.`,
      ]
    : [];
}

/** What Azure has to know of a disk that an operating system starts from; nothing of a data disk. */
function systemOf(
  request: UploadRequest,
  { fileName, verdict }: VhdReport,
): { readonly osType?: OsType; readonly hyperVGeneration?: HyperVGeneration } {
  const role = asked(
    "role",
    fileName,
    request.role ?? (request.osType === undefined ? undefined : "os"),
    verdict.boot.kind === "known"
      ? known(verdict.boot.value.kind === "data-disk" ? "data" : "os", verdict.boot.source)
      : verdict.boot,
  );
  if (role === "data") return {};
  return {
    osType: agreed("osType", fileName, request.osType, verdict.osType),
    hyperVGeneration: agreed(
      "hyperVGeneration",
      fileName,
      request.hyperVGeneration,
      verdict.hyperVGeneration,
    ),
  };
}

/** What was asked for; else what the file shows. */
function asked<T extends string>(what: string, fileName: string, wish: T | undefined, shown: Fact<T>): T {
  if (wish !== undefined) return wish;
  if (shown.kind === "known") return shown.value;
  throw planBlocked(
    `${basename(fileName)} does not tell its ${what}: ${shown.reason}`,
    `Say it in the request (${what}).`,
  );
}

/** As {@link asked}, and the file must not show otherwise. */
function agreed<T extends string>(what: string, fileName: string, wish: T | undefined, shown: Fact<T>): T {
  if (wish !== undefined && shown.kind === "known" && shown.value !== wish) {
    throw new RunbookError(
      "ArgumentInvalid",
      `${what} ${wish} was asked for, and ${basename(fileName)} shows ${shown.value} (${shown.source}).`,
      "Leave it out of the request, or give the file that you mean.",
    );
  }
  return asked(what, fileName, wish, shown);
}

const inMiB = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
