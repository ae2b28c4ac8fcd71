/** A moment as Compute writes it: seven decimals and an offset, not "Z" (recorded). */
export function azureTime(time: Date): string {
  return time.toISOString().replace("Z", "0000+00:00");
}

/** The agent's own times have whole seconds (recorded). */
export function agentTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "+00:00");
}
