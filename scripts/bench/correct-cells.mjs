import { isDeepStrictEqual } from "node:util";

/**
 * Compares a coverage with what is true of the generated fleet, cell by cell.
 *
 * A cell is right where it says what is true, and `unknown` where its source can't know. Which cells those are stands in `hiddenCells`: an `unknown`
 * anywhere else is wrong. Where Azure tells nothing the truth is `null`, and the cell has to be `unknown` or `null`.
 *
 * @param knows - what the source tells: `powerStates`; of Azure Disk Encryption's extension `reports` (what it last reported), or `extensions` (its
 *   resource); and `absence`: that a VM has none.
 */
export function compareWithTruth(coverage, truth, knows) {
  const rows = new Map([
    ...coverage.disks.map((disk) => [keyOfDisk(disk), disk]),
    ...coverage.virtualMachines.map((vm) => [`vm ${vm.vmId.toLowerCase()}`, vm]),
    ...coverage.copies.map((copy) => [`copy ${copy.id.toLowerCase()}`, copy]),
  ]);
  const found = { cells: 0, right: 0, unknownAsItMust: 0, missingRows: 0, extraRows: 0, wrong: {} };
  let holder;
  // A VM's row comes before those of its disks.
  for (const expected of truth) {
    if (expected.row === "virtualMachine") holder = expected;
    const row = rows.get(keyOf(expected));
    if (row === undefined) {
      found.missingRows += 1;
      continue;
    }
    rows.delete(keyOf(expected));
    const hidden = hiddenCells(expected, holder, knows);
    for (const [cell, value] of Object.entries(cellsOf(expected)))
      countCell(found, cell, row[cell], value, hidden[cell]);
  }
  found.extraRows = rows.size;
  return found;
}

function keyOf(expected) {
  switch (expected.row) {
    case "disk":
      return keyOfDisk(expected);
    case "virtualMachine":
      return `vm ${expected.vmId.toLowerCase()}`;
    default:
      return `copy ${expected.id.toLowerCase()}`;
  }
}

const keyOfDisk = ({ diskId, vmId, role, diskName }) =>
  diskId !== null
    ? `disk ${diskId.toLowerCase()}`
    : `disk of ${vmId.toLowerCase()} ${role} ${role === "temporary" ? "" : (diskName ?? "").toLowerCase()}`;

const ofStamp = { never: "none", on: "asked-for", off: "once" };

/** What is true, by the names that the cells have in a coverage. */
function cellsOf(expected) {
  const cells = Object.entries(expected).filter(([cell]) => !notInCoverage.has(cell));
  if (expected.row === "disk" || expected.row === "virtualMachine")
    // A temporary disk has no name.
    return Object.fromEntries(cells.filter(([cell, value]) => cell !== "diskName" || value !== null));
  return {
    ...Object.fromEntries(cells.filter(([cell]) => cell !== "tags")),
    kind: expected.row,
    azureDiskEncryption: ofStamp[expected.adeStamp] ?? null,
  };
}

const notInCoverage = new Set(["row", "adeStamp", "hasAdeExtension", "modelAdeStamp"]);

/**
 * What a source can't know, and what a cell says then.
 *
 * - Without what the extension reported: how far Azure Disk Encryption is, on a VM that has the extension. On Windows that is no more than whether
 *   the extension succeeded, which its resource tells too. By the stamp alone a disk is `asked-for` or `once`.
 * - Where it is not told that a VM has no extension: the same of a disk that carries the stamp, and whether an unmanaged data disk has Azure Disk
 *   Encryption. An unmanaged OS disk has what its VM's model says.
 * - Where the VM's model has the stamp in place of its disks, it stands for the OS disk; of a data disk the extension's settings alone tell whether it was
 *   asked for.
 */
function hiddenCells(expected, vm, knows) {
  const hidden = {};
  if (expected.row === "virtualMachine" && !knows.powerStates) hidden.powerState = "unknown";
  if (expected.vmId !== vm.vmId || knows.reports) return hidden;
  const isToldOf = vm.hasAdeExtension ? knows.extensions && vm.osType === "Windows" : knows.absence;
  if (isToldOf) return hidden;
  if (expected.row === "virtualMachine") return { ...hidden, mechanism: "unknown", exposed2028: "unknown" };
  const azureDiskEncryption = hiddenState(expected, vm, vm.hasAdeExtension && knows.extensions);
  // It is not stamped, so that there is nothing to know.
  if (azureDiskEncryption === "none") return hidden;
  return { ...hidden, azureDiskEncryption, mechanism: "unknown", exposed2028: "unknown" };
}

/** How far Azure Disk Encryption is by what was asked for alone; undefined: no further than what is true. */
function hiddenState({ role, adeStamp }, { modelAdeStamp }, hasSettings) {
  if (role === "temporary") return hasSettings ? undefined : "unknown";
  if (adeStamp !== null && modelAdeStamp === "never") return ofStamp[adeStamp];
  if (role === "os") return ofStamp[modelAdeStamp];
  // All volumes are what it was asked for.
  return hasSettings ? ofStamp[modelAdeStamp] : "unknown";
}

function countCell(found, cell, said, value, hidden) {
  found.cells += 1;
  if (isSame(said, value)) {
    found.right += 1;
    return;
  }
  if (hidden !== undefined && said === hidden) {
    found.right += 1;
    found.unknownAsItMust += 1;
    return;
  }
  const example = `${cell}: ${JSON.stringify(said)} is ${JSON.stringify(value)}`;
  found.wrong[example] = (found.wrong[example] ?? 0) + 1;
}

function isSame(said, value) {
  if (said === value) return true;
  if (value === null) return said === "unknown" || said === null;
  if (typeof said === "string" && typeof value === "string")
    return said.toLowerCase() === value.toLowerCase();
  return typeof value === "object" && isDeepStrictEqual(said, value);
}
