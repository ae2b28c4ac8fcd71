import { AzureError } from "../errors";
import { guestOf } from "../guest/guest";
import { numberAt, textAt, type JsonObject } from "../json";
import type { DiskAccess, Resource, World } from "../state";
import { parameterMissing } from "./request-body";

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
    throw new AzureError(
      400,
      "BadRequest",
      `(sandbox) The upload size in bytes ${size} must be between ${smallestUploadInBytes} and ${largestUploadInBytes}.`,
    );
  }
  const contents = size - footerInBytes;
  if (contents % mebibyte !== 0) {
    throw new AzureError(
      400,
      "BadRequest",
      `The upload size in bytes ${size} - 512 bytes for the VHD footer (${contents} in this case) must be a multiple of MiB.`,
    );
  }
  return size;
}

/** How a new disk may come to be: by import from a storage account it can't here. */
export function assertCreateOption(createOption: string): void {
  if (!createOption.toLowerCase().startsWith("import")) return;
  throw new AzureError(
    400,
    "InvalidParameter",
    `(sandbox) There are no storage accounts in the sandbox to import from; upload the disk instead (createOption 'Upload').`,
    { target: "disk.creationData.createOption" },
  );
}

/** What access a body asks for. */
export function requestedAccess(body: JsonObject): {
  readonly access: DiskAccess["access"];
  readonly seconds: number;
} {
  const access = textAt(body, "access");
  if (access !== "Read" && access !== "Write") {
    throw new AzureError(
      400,
      "InvalidParameter",
      `(sandbox) The access '${access ?? ""}' is not one of Read, Write.`,
      {
        target: "access",
      },
    );
  }
  const seconds = numberAt(body, "durationInSeconds");
  if (seconds === undefined) throw parameterMissing("durationInSeconds");
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestAccessInSeconds) {
    throw new AzureError(
      400,
      "InvalidParameter",
      `(sandbox) The duration of ${seconds} seconds is not between 1 and ${longestAccessInSeconds}, which are 60 days.`,
      { target: "durationInSeconds" },
    );
  }
  const fileFormat = textAt(body, "fileFormat") ?? "VHD";
  if (fileFormat !== "VHD") {
    throw new AzureError(400, "InvalidParameter", `(sandbox) A disk is not exported as ${fileFormat}.`, {
      target: "fileFormat",
    });
  }
  return { access, seconds };
}

/** Whether a disk, as it is, may be opened. Text of the first refusal: microsoft/AzureStorageExplorer#6654. */
export function assertAccessible(world: World, disk: Resource, access: DiskAccess["access"]): void {
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
export function awaitsUpload({ properties }: Resource): boolean {
  return ["ReadyToUpload", "ActiveUpload"].includes(textAt(properties, "diskState") ?? "");
}

/**
 * Why a disk can't be attached, started with, or deleted now; undefined: it can.
 *
 * First text: "Download a Windows VHD from Azure", note on starting the VM; its second sentence is Azure's on restore points.
 */
export function openAccessRefusal(world: World, disk: Resource, doing: string): AzureError | undefined {
  if (world.diskAccesses.has(disk.id.toLowerCase())) {
    return new AzureError(
      409,
      "OperationNotAllowed",
      `There is an active shared access signature outstanding for disk ${disk.name}. Call EndGetAccess before ${doing}.`,
    );
  }
  return awaitsUpload(disk) && doing !== "deleting the disk"
    ? new AzureError(
        409,
        "OperationNotAllowed",
        `(sandbox) Disk ${disk.name} is waiting for its upload. Upload it and call EndGetAccess before ${doing}.`,
      )
    : undefined;
}
