/** The key by which Azure compares regions: the portal says "North Europe" where Resource Manager says "northeurope". */
export function regionKey(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

/** Whether two spellings name the same Azure region. */
export function sameRegion(a: string, b: string): boolean {
  return regionKey(a) === regionKey(b);
}
