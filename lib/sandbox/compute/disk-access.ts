import { AzureError, badRequest, invalidParameter, operationNotAllowed } from "../errors";
import { guestOf } from "../guest/guest";
import { numberAt, textAt, type JsonObject } from "../json";
import { type DiskAccess, type Resource, type World, updateProperties } from "../state";
import { parameterMissing, bodyOf } from "../request-body";
import { footerFault, footerSizeInBytes, type FooterFault } from "../blob/uploaded-disk";
import { exportFooter, takeExportedContent } from "../guest/exported-content";
import { readPartitions } from "../blob/read-partitions";
import type { Call, Reply } from "../http";
import { startDiskOperation } from "./disk-operation";

/** A disk that is uploaded has 20 MiB to 32 TiB and its footer. DiskRP 2025-01-02, `creationData.uploadSizeBytes`. */
const smallestUploadInBytes = 20_972_032;
const largestUploadInBytes = 35_183_298_347_520;
const footerInBytes = 512;
const mebibyte = 1024 ** 2;

/** How long access may be granted for. "SAS access time for disks and snapshots", Azure disks' how-tos, 2024-08-15: 60 days. */
const longestAccessInSeconds = 60 * 24 * 60 * 60;

/** The size that a disk is to be uploaded with. Text of the last refusal: microsoft/AzureStorageExplorer#3029. */
export function uploadSizeIn(properties: JsonObject): number {
  const size = numberAt(properties, "creationData", "uploadSizeBytes");
  if (size === undefined) throw parameterMissing("disk.creationData.uploadSizeBytes");
  if (size < smallestUploadInBytes || size > largestUploadInBytes) {
    throw badRequest(
      `(sandbox) The upload size in bytes ${size} must be between ${smallestUploadInBytes} and ${largestUploadInBytes}.`,
    );
  }
  const contents = size - footerInBytes;
  if (contents % mebibyte !== 0) {
    throw badRequest(
      `The upload size in bytes ${size} - 512 bytes for the VHD footer (${contents} in this case) must be a multiple of MiB.`,
    );
  }
  return size;
}

/** How a new disk may come to be: by import from a storage account it can't here. */
export function assertCreateOption(createOption: string): void {
  if (!createOption.toLowerCase().startsWith("import")) return;
  throw invalidParameter(
    `(sandbox) There are no storage accounts in the sandbox to import from; upload the disk instead (createOption 'Upload').`,
    "disk.creationData.createOption",
  );
}

/** What access a body asks for. */
function requestedAccess(body: JsonObject): {
  readonly access: DiskAccess["access"];
  readonly seconds: number;
} {
  const access = textAt(body, "access");
  if (access !== "Read" && access !== "Write") {
    throw invalidParameter(`(sandbox) The access '${access ?? ""}' is not one of Read, Write.`, "access");
  }
  const seconds = numberAt(body, "durationInSeconds");
  if (seconds === undefined) throw parameterMissing("durationInSeconds");
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestAccessInSeconds) {
    throw invalidParameter(
      `(sandbox) The duration of ${seconds} seconds is not between 1 and ${longestAccessInSeconds}, which are 60 days.`,
      "durationInSeconds",
    );
  }
  const fileFormat = textAt(body, "fileFormat") ?? "VHD";
  if (fileFormat !== "VHD") {
    throw invalidParameter(`(sandbox) A disk is not exported as ${fileFormat}.`, "fileFormat");
  }
  return { access, seconds };
}

/** Whether a disk, as it is, may be opened. Text of the first refusal: microsoft/AzureStorageExplorer#6654. */
function assertAccessible(world: World, disk: Resource, access: DiskAccess["access"]): void {
  const owner = disk.managedBy;
  if (owner !== undefined && guestOf(world, owner)?.powerState !== "deallocated") {
    throw new AzureError(
      409,
      "Conflict",
      `Access not permitted because disk ${disk.name} is currently attached to running VM ${owner}.`,
    );
  }
  if (textAt(disk.properties, "networkAccessPolicy") === "DenyAll")
    throw refused(disk, "does not let itself be exported or uploaded (networkAccessPolicy DenyAll)");
  if (textAt(disk.properties, "dataAccessAuthMode") === "AzureActiveDirectory")
    throw refused(
      disk,
      "asks for a token of Microsoft Entra beside the signature, which the sandbox does not play",
    );
  if (access === "Write" && !awaitsUpload(disk))
    throw refused(disk, `is not waiting for an upload; write access is for a disk of createOption 'Upload'`);
  if (access === "Read" && awaitsUpload(disk))
    throw refused(disk, "is waiting for its upload and has nothing to read");
}

const refused = ({ name }: Resource, why: string): AzureError =>
  new AzureError(409, "Conflict", `(sandbox) Disk ${name} ${why}.`);

/** Whether a disk was made for an upload that was not ended yet. */
function awaitsUpload({ properties }: Resource): boolean {
  return ["ReadyToUpload", "ActiveUpload"].includes(textAt(properties, "diskState") ?? "");
}

/**
 * Why a disk can't be attached, started with, or deleted now; undefined: it can.
 *
 * First text: "Download a Windows VHD from Azure", note on starting the VM; its second sentence is Azure's on restore points.
 */
export function openAccessRefusal(world: World, disk: Resource, doing: string): AzureError | undefined {
  if (world.diskAccesses.has(disk.id.toLowerCase())) {
    return operationNotAllowed(
      `There is an active shared access signature outstanding for disk ${disk.name}. Call EndGetAccess before ${doing}.`,
    );
  }
  return awaitsUpload(disk) && doing !== "deleting the disk"
    ? operationNotAllowed(
        `(sandbox) Disk ${disk.name} is waiting for its upload. Upload it and call EndGetAccess before ${doing}.`,
      )
    : undefined;
}

/**
 * POST .../disks/{disk}/beginGetAccess: a signed URL of the blob behind a disk, to read it or to upload it.
 *
 * A second grant takes the first one's place (assumed). The URL ends by the sandbox's clock; an upload can then be granted again
 * ("If the SAS expires, you can call the operation again", Disks - Grant Access).
 */
export async function beginGetAccess(call: Call, disk: Resource): Promise<Reply> {
  const { world } = call;
  const { access, seconds } = requestedAccess(bodyOf(call));
  assertAccessible(world, disk, access);
  await holdBlob(world, disk);
  const accessSAS = await world.blobs.grant(disk.id, access === "Read" ? "r" : "rw");
  const granted: DiskAccess = { access };
  world.diskAccesses.set(disk.id.toLowerCase(), granted);
  if (access === "Write") setState(world, disk, "ActiveUpload");
  world.clock.after(seconds * 1000, () => {
    if (world.diskAccesses.get(disk.id.toLowerCase()) === granted) void closeAccess(world, disk);
  });
  return startDiskOperation(call, disk.location ?? "", { finish: () => ({ accessSAS }) });
}

/**
 * POST .../disks/{disk}/endGetAccess: the URL is worth nothing any more. What was uploaded is read back and becomes the disk; where it is no
 * fixed VHD of the size that was announced, the disk goes on waiting for its upload.
 */
export async function endGetAccess(call: Call, disk: Resource): Promise<Reply> {
  const { world } = call;
  await closeAccess(world, disk);
  const settled =
    disk.properties["diskState"] === "ActiveUpload" ? await settleUpload(world, disk) : () => undefined;
  return startDiskOperation(call, disk.location ?? "", { finish: settled });
}

async function closeAccess(world: World, { id }: Resource): Promise<void> {
  world.diskAccesses.delete(id.toLowerCase());
  await world.blobs.revoke(id);
}

/** The blob behind a disk, made when it is first opened: of the size to be uploaded, or of the disk's with its footer. */
async function holdBlob(world: World, disk: Resource): Promise<void> {
  if (awaitsUpload(disk)) {
    await world.blobs.hold(disk.id, uploadSizeOf(disk));
    return;
  }
  const size = numberAt(disk.properties, "diskSizeBytes") ?? 0;
  await world.blobs.hold(disk.id, size + footerSizeInBytes);
  // Anew at each export: what is on the disk may have changed since.
  await world.blobs.write(disk.id, size, exportFooter(world, disk.id, size));
}

const uploadSizeOf = (disk: Resource): number =>
  numberAt(disk.properties, "creationData", "uploadSizeBytes") ?? 0;

/** Reads an upload back, and answers what happens to the disk at the end of the operation. */
async function settleUpload(world: World, disk: Resource): Promise<() => undefined> {
  const size = uploadSizeOf(disk) - footerSizeInBytes;
  const footer = await world.blobs.read(disk.id, size, footerSizeInBytes);
  const fault = footerFault(footer, size);
  if (fault !== undefined) {
    const refusal = invalidVhd(disk, fault, size);
    return () => {
      throw refusal;
    };
  }
  const read = async (offset: number, length: number): Promise<Buffer> => {
    const bytes = Buffer.alloc(length);
    const there = Math.max(0, Math.min(length, size - offset));
    if (there > 0) (await world.blobs.read(disk.id, offset, there)).copy(bytes);
    return bytes;
  };
  const contents = await readPartitions(read, size);
  return () => {
    world.uploads.set(disk.id.toLowerCase(), { diskId: disk.id, sizeInBytes: size, ...contents });
    world.diskContents.delete(disk.id.toLowerCase());
    takeExportedContent(world, disk.id, footer);
    updateProperties(world.resources, disk.id, (properties) => ({
      ...properties,
      diskSizeGB: Math.ceil(size / 1024 ** 3),
      diskSizeBytes: size,
      diskState: "Unattached",
    }));
    return undefined;
  };
}

/** The text of the first: microsoft/AzureStorageExplorer#6654. No document has the others. */
function invalidVhd({ name }: Resource, fault: FooterFault, sizeInBytes: number): AzureError {
  const disk = "disk 'abcd'";
  const texts: Readonly<Record<FooterFault, string>> = {
    cookie:
      `The specified cookie value in VHD footer indicates that ${disk} with blob ${name} is not a supported VHD. ` +
      "Disk is expected to have cookie value 'conectix'.",
    checksum: `(sandbox) The checksum in VHD footer of ${disk} with blob ${name} does not match its bytes.`,
    type: `(sandbox) The VHD footer of ${disk} with blob ${name} is not that of a fixed VHD.`,
    size: `(sandbox) The VHD footer of ${disk} with blob ${name} states another size than the ${sizeInBytes} bytes announced.`,
  };
  return new AzureError(400, "InvalidVhd", texts[fault]);
}

function setState(world: World, disk: Resource, diskState: string): void {
  updateProperties(world.resources, disk.id, (properties) => ({ ...properties, diskState }));
}
