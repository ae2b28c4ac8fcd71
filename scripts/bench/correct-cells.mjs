/**
 * Compares a coverage with what is true of the generated fleet, cell by cell.
 *
 * A cell is right where it says what is true, or `unknown` where its source can't know: Resource Graph does not have how far Azure Disk Encryption is,
 * nor what hangs on it. An `unknown` where the source could know is wrong.
 */
export function compareWithTruth(coverage, truth, source) {
  const rows = new Map([
    ...coverage.disks.map((disk) => [keyOfDisk(disk), disk]),
    ...coverage.virtualMachines.map((vm) => [`vm ${vm.vmId.toLowerCase()}`, vm]),
    ...coverage.copies.map((copy) => [`copy ${copy.id.toLowerCase()}`, copy]),
  ]);
  const found = { cells: 0, right: 0, unknownAsItMust: 0, missingRows: 0, extraRows: 0, wrong: {} };
  for (const expected of truth) {
    const key =
      expected.row === "disk"
        ? keyOfDisk(expected)
        : expected.row === "virtualMachine"
          ? `vm ${expected.vmId.toLowerCase()}`
          : `copy ${expected.id.toLowerCase()}`;
    const row = rows.get(key);
    rows.delete(key);
    if (row === undefined) {
      found.missingRows += 1;
      continue;
    }
    for (const [cell, value] of Object.entries(expected))
      countCell(found, expected, row, cell, value, source);
  }
  found.extraRows = rows.size;
  return found;
}

const keyOfDisk = ({ diskId, vmId, role, diskName }) =>
  diskId !== null
    ? `disk ${diskId.toLowerCase()}`
    : `disk of ${vmId.toLowerCase()} ${role} ${role === "temporary" ? "" : (diskName ?? "").toLowerCase()}`;

/** Cells that a coverage does not have, or has under another name. */
const leftOut = new Set(["row", "adeStamp", "diskName", "name"]);
/** What hangs on how far Azure Disk Encryption is, which Resource Graph does not have. */
const hidden = new Set(["azureDiskEncryption", "mechanism", "exposed2028"]);

function countCell(found, expected, row, cell, value, source) {
  if (leftOut.has(cell) || !(cell in row)) return;
  found.cells += 1;
  const said = row[cell];
  if (isSame(said, value)) {
    found.right += 1;
    return;
  }
  // The stamp alone, where nothing tells how far it is: "asked for" is all that can be said.
  const isHidden = source !== "arm" && hidden.has(cell) && expected.adeStamp !== "never";
  // An inventory of lists does not ask for the power states.
  const isUnasked = source === "arm" && cell === "powerState";
  if ((isHidden && ["unknown", "asked-for", "once"].includes(said)) || (isUnasked && said === "unknown")) {
    found.right += 1;
    found.unknownAsItMust += 1;
    return;
  }
  const example = `${cell}: ${JSON.stringify(said)} is ${JSON.stringify(value)}`;
  found.wrong[example] = (found.wrong[example] ?? 0) + 1;
}

function isSame(said, value) {
  if (said === value) return true;
  // What Azure does not tell is null in the truth, and unknown in a coverage.
  if (value === null) return said === "unknown" || said === null;
  if (typeof said === "string" && typeof value === "string")
    return said.toLowerCase() === value.toLowerCase();
  return JSON.stringify(said) === JSON.stringify(value);
}
