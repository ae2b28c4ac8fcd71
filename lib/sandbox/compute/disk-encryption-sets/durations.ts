/**
 * How long things take around a disk encryption set, each with where the figure comes from.
 *
 * "Documented": "Server-side encryption of Azure managed disks", 2026-04-02.
 */
const minute = 60_000;

/** How often Storage looks after its sets: access to the keys, new key versions; assumed. */
export const reviewEveryInMs: number = 5 * minute;

/** From the loss of a key until disks can't be read and VMs shut down, documented: about one hour. */
export const keyLossStopsMachinesInMs: number = 60 * minute;

/**
 * From a new version of a key until a set that rotates by itself takes it: documented is "within one hour"; the documentation of
 * hashicorp/terraform-provider-azurerm says 10 to 20 minutes.
 */
export const automaticRotationInMs: number = 15 * minute;

/** From a set's new key until everything encrypted with it is wrapped anew, documented: within the same hour; the figure is assumed. */
export const rewrapInMs: number = 10 * minute;
