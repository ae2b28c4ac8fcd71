/** Compares two versions of numbers and dots. Below 0: `a` is older. Undefined where `a` is no version. */
export function compareVersions(a: string, b: string): number | undefined {
  if (!/^\d+(\.\d+)*$/.test(a)) return undefined;
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
