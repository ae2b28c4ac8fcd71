import { exportFooter, takeExportedContent } from "../blob/exported-content";
import { readPartitions } from "../blob/read-partitions";
import { footerFault, footerSizeInBytes, type FooterFault } from "../blob/vhd-footer";
import { AzureError } from "../errors";
import { param, type Call, type Reply } from "../http";
import { numberAt } from "../json";
import { updateProperties, type DiskAccess, type Resource, type World } from "../state";
import { assertAccessible, awaitsUpload, requestedAccess } from "./disk-access-refusals";
import { startDiskOperation } from "./disk-operation";
import { bodyOf } from "./request-body";
import { diskType, found } from "./resource-types";

/**
 * POST .../disks/{disk}/beginGetAccess: a signed URL of the blob behind a disk, to read it or to upload it.
 *
 * A second grant takes the first one's place (assumed). The URL ends by the sandbox's clock; an upload can then be granted again
 * ("If the SAS expires, you can call the operation again", Disks - Grant Access).
 */
export async function beginGetAccess(call: Call): Promise<Reply> {
  const { world } = call;
  const disk = found(call, diskType, param(call, "diskName"));
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
export async function endGetAccess(call: Call): Promise<Reply> {
  const { world } = call;
  const disk = found(call, diskType, param(call, "diskName"));
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
