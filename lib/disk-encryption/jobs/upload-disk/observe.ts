import { type Fact, type HyperVGeneration, known, missing, type OsType } from "@runbooks/azure";
import { inspectVhdFile, type VhdReport } from "@runbooks/vhd";
import type { Connection } from "../../connection/connection";
import { readDiskToFill, type DiskToFill } from "../../change/page-blobs/disk-to-fill";
import { pinFile, type PinnedFile } from "../../change/page-blobs/pinned-file";

/** A VHD that is to become a managed disk. */
export interface UploadRequest {
  /** Of the `.vhd` file on this machine. */
  readonly path: string;
  /** Full resource id that the disk is to have. */
  readonly diskId: string;
  /** Region of the VM that it is for. */
  readonly location: string;
  /** Without it `StandardSSD_LRS`. */
  readonly sku?: string;
  /** Without it, as the file shows: a disk that an operating system starts from is an OS disk. */
  readonly role?: "os" | "data";
  /** Of an OS disk; without it, as the file shows. */
  readonly osType?: OsType;
  /** Of an OS disk; without it, as the file shows. */
  readonly hyperVGeneration?: HyperVGeneration;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Everything that an upload is planned by. */
export interface UploadFacts {
  readonly request: UploadRequest;
  readonly report: VhdReport;
  /** Missing where the file can't be uploaded, so that nobody had to read it all. */
  readonly file: Fact<PinnedFile>;
  readonly disk: Fact<DiskToFill>;
}

/**
 * Inspects a VHD, reads it once from end to end, and looks what there is of its disk. Changes nothing.
 *
 * @throws RunbookError `FileUnreadable`, `ResourceIdMalformed`.
 */
export async function observeUpload(azure: Connection, request: UploadRequest): Promise<UploadFacts> {
  const disk = await readDiskToFill(azure, request.diskId);
  const report = await inspectVhdFile(request.path);
  const file: Fact<PinnedFile> = report.verdict.readyToUpload
    ? known(await pinFile(request.path), request.path)
    : missing("the file can't be uploaded as it is");
  return { request, report, file, disk };
}
