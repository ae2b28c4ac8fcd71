import { createHash } from "node:crypto";

import { defined, RunbookError } from "@runbooks/azure";
import { allocatedRanges, LARGEST_PAGE_RANGE_IN_BYTES, openVhd } from "@runbooks/vhd";
import type { Connection } from "../../connection/connection";
import type { PerformOptions, SendAndWait } from "../actions/action-kind";
import { inParallel } from "./in-parallel";
import { openBlob, withoutUrl } from "./open-blob";
import { inPieces, isCovered, outside, splitAt, type PageRange } from "./page-ranges";
import { assertSameFile, contentHash, fileChanged, type PinnedFile } from "./pinned-file";
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
 * Each request carries the MD5 of its pages, which Azure compares. What was there before is read back and compared with the file: an upload that
 * stopped may have sent pages of a file that changed under it, and where it stopped nobody saw that. The footer is written last, once the whole
 * file was read and is the one that the plan was made for: a disk without its footer can't be ended, let alone attached.
 *
 * @throws RunbookError `StateChanged` where the file changed, before or meanwhile; `Interrupted`; Azure's code. Whatever happens, what is
 *   there stays there for the next time, without a footer.
 */
export async function uploadPages(
  azure: Connection,
  { diskId, file: pinned, accessDurationInSeconds }: UploadPagesRequest,
  send: SendAndWait,
  options: PerformOptions,
): Promise<void> {
  await assertSameFile(pinned);
  const blob = openBlob(azure, { diskId, access: "Write", durationInSeconds: accessDurationInSeconds }, send);
  const footerAt = pinned.sizeInBytes - FOOTER_IN_BYTES;
  const progress = transferProgress(azure, pinned.dataInBytes, options);
  const footerRange = { offsetInBytes: footerAt, lengthInBytes: FOOTER_IN_BYTES };
  const write = ({ offsetInBytes, lengthInBytes }: PageRange, bytes: Uint8Array): Promise<unknown> =>
    blob.use((client) =>
      client.uploadPages(bytes, offsetInBytes, lengthInBytes, {
        transactionalContentMD5: createHash("md5").update(bytes).digest(),
        ...defined({ abortSignal: options.signal }),
      }),
    );
  const holds = async (range: PageRange, bytes: Uint8Array): Promise<boolean> =>
    Buffer.compare(await blob.read(range, options.signal), bytes) === 0;

  const file = await openVhd(pinned.path);
  const tasks = inParallel(PARALLEL_WRITES);
  try {
    const there = await blob.ranges();
    // Until all is compared, nobody may end the access and have a disk.
    if (isCovered(footerRange, there)) await write(footerRange, new Uint8Array(FOOTER_IN_BYTES));
    const fill = async (range: PageRange, bytes: Uint8Array): Promise<void> => {
      if (isCovered(range, there) && (await holds(range, bytes))) progress.found(range);
      else {
        await write(range, bytes);
        progress.sent(range);
      }
    };
    const hash = contentHash(file.sizeInBytes);
    const sent: PageRange[] = [];
    let footer = new Uint8Array(FOOTER_IN_BYTES);
    for await (const range of allocatedRanges(file)) {
      stopWhere(options.signal);
      hash.add(range);
      const { offsetInBytes, lengthInBytes, bytes } = range;
      const { before, after } = splitAt({ offsetInBytes, lengthInBytes }, footerAt);
      if (after !== undefined) footer = bytes.slice(lengthInBytes - after.lengthInBytes);
      if (before === undefined) continue;
      sent.push(before);
      await tasks.begin(() => fill(before, bytes.subarray(0, before.lengthInBytes)));
    }
    await tasks.settled();
    if (hash.sha256() !== pinned.sha256) throw fileChanged(pinned);
    for (const piece of strayPieces(there, sent, footerAt)) {
      stopWhere(options.signal);
      const zeros = new Uint8Array(piece.lengthInBytes);
      await tasks.begin(async () => {
        if (!(await holds(piece, zeros))) await write(piece, zeros);
      });
    }
    await tasks.settled();
    await assertSameFile(pinned);
    assertAllThere(sent, await blob.ranges());
    await write(footerRange, footer);
    progress.sent(footerRange);
  } catch (error) {
    await tasks.ended();
    stopWhere(options.signal);
    throw withoutUrl(error, diskId);
  } finally {
    await file.close();
  }
}

/** Pages that are there where the file has zeros. */
const strayPieces = (
  there: readonly PageRange[],
  wanted: readonly PageRange[],
  footerAt: number,
): readonly PageRange[] =>
  there
    .flatMap((range) => splitAt(range, footerAt).before ?? [])
    .flatMap((range) => outside(range, wanted))
    .flatMap((range) => inPieces(range, LARGEST_PAGE_RANGE_IN_BYTES));

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
