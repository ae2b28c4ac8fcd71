import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What others made: `../shared` of the repository, or what `RUNBOOKS_SHARED` names. */
const sharedFolder = resolve(process.env["RUNBOOKS_SHARED"] ?? join(__dirname, "..", "..", "..", "shared"));

export const specsFolder: string = join(sharedFolder, "azure", "specs");
/** The training module that the product teaches. */
export const trainingModule: string = join(sharedFolder, "seed", "describe-azure-disk-encryption.md");
/** Encrypted disks that Windows and cryptsetup made. */
export const disksFolder: string = join(sharedFolder, "disks");
const recordedFolder = join(sharedFolder, "azure", "recorded");

/** One JSON file of the recorded traffic, e.g. `azure-cli/vm.latest.test_vm_disk_encryption_e2e`. */
export function readRecording(name: string): unknown {
  return JSON.parse(readFileSync(join(recordedFolder, `${name}.json`), "utf8"));
}
