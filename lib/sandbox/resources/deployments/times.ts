/** A moment as answers on deployments write it: seven decimals (recorded). */
export function deploymentTime(time: Date): string {
  return time.toISOString().replace("Z", "0000Z");
}

/** A length of time as ISO 8601 has it: `PT2M5.25S` (recorded). */
export function isoDuration(durationInMs: number): string {
  const hours = Math.floor(durationInMs / 3_600_000);
  const minutes = Math.floor((durationInMs % 3_600_000) / 60_000);
  const seconds = (durationInMs % 60_000) / 1000;
  return `PT${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${seconds}S`;
}
