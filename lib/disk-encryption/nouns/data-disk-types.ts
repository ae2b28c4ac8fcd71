/**
 * Whether a kind of storage is for data disks alone: no VM starts from an ultra disk or a Premium SSD v2.
 *
 * @param sku - `Premium_LRS`, `UltraSSD_LRS` ...; in any case.
 * @see "Azure managed disk types", Ultra disk limitations, Premium SSD v2 limitations, read 2026-11-25
 */
export const isForDataDisksAlone = (sku: string): boolean =>
  ["ultrassd_lrs", "premiumv2_lrs"].includes(sku.toLowerCase());
