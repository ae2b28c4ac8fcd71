/** The day on which Azure Disk Encryption retires. "Retirement notice of Azure Disk Encryption", 2025-12-03. */
export const ADE_RETIREMENT_DATE = "2028-09-15";

const DAY_IN_MS = 24 * 60 * 60 * 1000;

/** Whole days from a moment to the start of the day, in UTC, on which encrypted disks stop unlocking at a reboot; 0 from then on. */
export function daysUntilRetirement(now: Date): number {
  const left = Date.parse(`${ADE_RETIREMENT_DATE}T00:00:00Z`) - now.getTime();
  return Math.max(0, Math.floor(left / DAY_IN_MS));
}
