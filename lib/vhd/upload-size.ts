/**
 * What Azure takes as the size of an upload: the disk and its footer of 512 bytes together.
 *
 * @see Microsoft.Compute `CreationData.uploadSizeBytes`: between 20972032 and 35183298347520 bytes
 */
export const SMALLEST_UPLOAD_IN_BYTES = 20_972_032;
export const LARGEST_UPLOAD_IN_BYTES = 35_183_298_347_520;

/** @see "Prepare Linux for imaging in Azure", 2022-12-14: all VHDs must have a virtual size aligned to 1 MB (1024 x 1024 bytes). */
export const DISK_SIZE_STEP_IN_BYTES: number = 1024 * 1024;

/** @see "Prepare a Windows VHD or VHDX to upload to Azure", 2022-08-04: the OS VHD of a generation 1 VM is at most 2 TB. */
export const LARGEST_GENERATION_1_OS_DISK_IN_BYTES: number = 2 * 1024 ** 4;

/** @see "Introduction to Azure managed disks", OS disk: at most 4,095 GiB. */
export const LARGEST_OS_DISK_IN_BYTES: number = 4095 * 1024 ** 3;
