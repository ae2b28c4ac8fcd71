import type { Connection } from "../../connection/connection";
import { defined, RunbookError } from "@runbooks/azure";
import type { PerformOptions, SendAndWait } from "../actions/action-kind";
import { isOutdated, readDiskToFill } from "./disk-to-fill";
import { inParallel } from "./in-parallel";
import { isSourceRefusal, openBlob, withoutUrl } from "./open-blob";
import { inPieces, isCovered, splitAt, type PageRange } from "./page-ranges";
import { transferProgress } from "./transfer-progress";
import { assertAllThere, stopWhere } from "./upload-pages";

export interface CopyPagesRequest {
  readonly sourceDiskId: string;
  readonly diskId: string;
  /** Of the blobs, footer included. */
  readonly sizeInBytes: number;
  readonly accessDurationInSeconds: number;
}

/** "Put Page From URL" takes at most 4 MiB ("Put Page From URL", Azure Storage REST API). */
const LONGEST_COPY_IN_BYTES = 4 * 1024 ** 2;
const PARALLEL_COPIES = 16;
const FOOTER_IN_BYTES = 512;

/**
 * Copies the pages of one disk's blob to another's, inside Azure: nothing comes through this machine. The footer comes last, as in an upload.
 *
 * @throws RunbookError `StateChanged` where the source was in use meanwhile; `Interrupted`; Azure's code. What is there stays there for the next time.
 */
export async function copyPages(
  azure: Connection,
  { sourceDiskId, diskId, sizeInBytes, accessDurationInSeconds }: CopyPagesRequest,
  send: SendAndWait,
  options: PerformOptions,
): Promise<void> {
  const durationInSeconds = accessDurationInSeconds;
  const source = openBlob(azure, { diskId: sourceDiskId, access: "Read", durationInSeconds }, send);
  const target = openBlob(azure, { diskId, access: "Write", durationInSeconds }, send);
  const footerAt = sizeInBytes - FOOTER_IN_BYTES;
  const copy = ({ offsetInBytes, lengthInBytes }: PageRange): Promise<unknown> =>
    // One request, two signatures: Azure's code tells which of them was refused.
    target.use((client) =>
      source.use(
        (_, url) =>
          url.use((signed) =>
            client.uploadPagesFromURL(signed, offsetInBytes, offsetInBytes, lengthInBytes, {
              ...defined({ abortSignal: options.signal }),
            }),
          ),
        isSourceRefusal,
      ),
    );

  const tasks = inParallel(PARALLEL_COPIES);
  try {
    const wanted = await source.ranges();
    const there = await target.ranges();
    const totalInBytes = wanted.reduce((sum, { lengthInBytes }) => sum + lengthInBytes, 0);
    const progress = transferProgress(azure, totalInBytes, options);
    const copyAndTell = async (range: PageRange): Promise<void> => {
      await copy(range);
      progress.sent(range);
    };
    const pieces = wanted.flatMap((range) => {
      const { before } = splitAt(range, footerAt);
      return before === undefined ? [] : inPieces(before, LONGEST_COPY_IN_BYTES);
    });
    for (const piece of pieces) {
      stopWhere(options.signal);
      if (isCovered(piece, there)) progress.found(piece);
      else await tasks.begin(() => copyAndTell(piece));
    }
    await tasks.settled();
    assertAllThere(pieces, await target.ranges());
    await assertSourceAtRest(azure, sourceDiskId, diskId);
    await copyAndTell({ offsetInBytes: footerAt, lengthInBytes: FOOTER_IN_BYTES });
  } catch (error) {
    await tasks.ended();
    stopWhere(options.signal);
    throw withoutUrl(error, diskId);
  }
}

/**
 * Sees that the source was nobody's while it was copied: access to it may have run out or been ended meanwhile, and its VM started.
 *
 * @throws RunbookError `StateChanged`; `AzureOperationFailed` where nobody can tell.
 */
async function assertSourceAtRest(azure: Connection, sourceDiskId: string, diskId: string): Promise<void> {
  const source = await readDiskToFill(azure, sourceDiskId);
  const copy = await readDiskToFill(azure, diskId);
  for (const disk of [source, copy]) {
    if (disk.kind === "known") continue;
    throw new RunbookError(
      "AzureOperationFailed",
      `Nobody knows whether the source changed while it was copied: ${disk.reason}`,
      "Get the right to read both disks, then plan again: what is there is not sent again.",
    );
  }
  if (source.kind === "missing" || copy.kind === "missing" || !isOutdated(copy.value, source.value)) return;
  throw new RunbookError(
    "StateChanged",
    `Disk ${source.value.name} was attached or detached, or its VM started or deallocated, after its copy was begun.`,
    "Keep its VM deallocated, then plan again: the copy is deleted and begun anew.",
  );
}
