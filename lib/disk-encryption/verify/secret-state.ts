/** Whether a secret or key of a vault can be used now. */
export function stateOf(
  enabled: boolean | undefined,
  expiresOn: Date | undefined,
  now: Date,
): "usable" | "disabled" | "expired" {
  if (enabled === false) return "disabled";
  return expiresOn !== undefined && expiresOn <= now ? "expired" : "usable";
}
