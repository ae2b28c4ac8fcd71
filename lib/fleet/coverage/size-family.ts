/**
 * The series of a VM size as the documents call it, to group by: `Dsv5` of `Standard_D4s_v5`.
 *
 * From the size's name, by the naming convention; no requirement is evaluated by it.
 *
 * @returns the size itself where it follows no convention.
 * @see "Azure VM sizes naming conventions": family, vCPUs, constrained vCPUs, additive features, accelerator, version
 */
export function sizeFamilyOf(vmSize: string): string {
  const match = /^(standard|basic)_([a-z]+)\d+(?:-\d+)?([a-z]*)((?:_[a-z0-9]+)*?)(?:_(v\d+))?$/i.exec(vmSize);
  if (match === null) return vmSize;
  const [, tier = "", family = "", features = "", accelerator = "", version = ""] = match;
  const series = [family.toUpperCase(), features.toLowerCase(), accelerator, version.toLowerCase()];
  // NCads_A100_v4: an accelerator stands between, so that the version needs its own line.
  const joined =
    accelerator === "" ? series.join("") : `${series.slice(0, 3).join("")}_${version.toLowerCase()}`;
  return tier.toLowerCase() === "basic" ? `Basic ${joined}` : joined.replace(/_$/, "");
}
