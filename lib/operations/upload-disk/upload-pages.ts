import { createHash } from "node:crypto";

import { RunbookError } from "../../errors";
import type { Connection } from "../../client/connection";
import { allocatedRanges } from "../../vhd/allocated-ranges";
import { openVhd } from "../../vhd/vhd-file";
import type { PerformOptions, Wait } from "../plan/actions/action-kind";
import { inParallel } from "./in-parallel";
import { openBlob, withoutUrl } from "./open-blob";
import { isCovered, splitAt, type PageRange } from "./page-ranges";
import { assertSameFile, fileChanged, hashing, type PinnedFile } from "./pinned-file";
import { transferProgress } from "./transfer-progress";

export interface UploadPagesRequest {
  readonly diskId: string;
  readonly file: PinnedFile;
  /** For how long access is asked for again, where it ends before all is there. */
  readonly accessDurationInSeconds: number;
}

/** At most so many requests at once, each with up to 4 MiB in memory. */
const PARALLEL_WRITES = 8;
const FOOTER_IN_BYTES = 512;

/**
 * Writes a VHD's pages to the blob behind a disk: those that are not zeros, and are not there already.
 *
 * Each request carries the MD5 of its pages, which Azure compares. The footer is written last, once the whole file was read and is the one
 * that the plan was made for: a disk without its footer can't be ended, let alone attached.
 *
 * @throws RunbookError `StateChanged` where the file changed, before or meanwhile; `Interrupted`; Azure's code. Whatever happens, what is
 *   there stays there for the next time.
 */
export async function uploadPages(
  azure: Connection,
  { diskId, file: pinned, accessDurationInSeconds }: UploadPagesRequest,
  wait: Wait,
  options: PerformOptions,
): Promise<void> {
  await assertSameFile(pinned);
  const blob = openBlob(azure, { diskId, access: "Write", durationInSeconds: accessDurationInSeconds }, wait);
  const footerAt = pinned.sizeInBytes - FOOTER_IN_BYTES;
  const progress = transferProgress(azure, pinned.dataInBytes, options);
  const send = (range: PageRange, bytes: Uint8Array): Promise<void> =>
    blob.use(async (client) => {
      await client.uploadPages(bytes, range.offsetInBytes, range.lengthInBytes, {
        transactionalContentMD5: createHash("md5").update(bytes).digest(),
        ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
      });
      progress.sent(range);
    });

  const file = await openVhd(pinned.path);
  const tasks = inParallel(PARALLEL_WRITES);
  try {
    const there = await blob.ranges();
    const source = hashing(file);
    const sent: PageRange[] = [];
    let footer = new Uint8Array(FOOTER_IN_BYTES);
    for await (const { offsetInBytes, lengthInBytes, bytes } of allocatedRanges(source)) {
      stopWhere(options.signal);
      const { before, after } = splitAt({ offsetInBytes, lengthInBytes }, footerAt);
      if (after !== undefined) footer = bytes.slice(lengthInBytes - after.lengthInBytes);
      if (before === undefined) continue;
      sent.push(before);
      if (isCovered(before, there)) progress.found(before);
      else await tasks.begin(() => send(before, bytes.subarray(0, before.lengthInBytes)));
    }
    await tasks.settled();
    if (source.sha256() !== pinned.sha256) throw fileChanged(pinned);
    await assertSameFile(pinned);
    assertAllThere(sent, await blob.ranges());
    await send({ offsetInBytes: footerAt, lengthInBytes: FOOTER_IN_BYTES }, footer);
  } catch (error) {
    await tasks.ended();
    stopWhere(options.signal);
    throw withoutUrl(error, diskId);
  } finally {
    await file.close();
  }
}

/** What Azure lists has to have every page that was sent. */
export function assertAllThere(sent: readonly PageRange[], there: readonly PageRange[]): void {
  const lost = sent.find((range) => !isCovered(range, there));
  if (lost === undefined) return;
  throw new RunbookError(
    "AzureOperationFailed",
    `The pages from byte ${lost.offsetInBytes} on were sent, and the disk's blob does not have them.`,
    "Plan again: what is there is not sent again.",
  );
}

/** @throws RunbookError `Interrupted` where the operator stopped it. */
export function stopWhere(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new RunbookError(
    "Interrupted",
    "Stopped while pages were sent; those that are there stay there.",
    "Plan again: what is there is not sent again.",
  );
}
