import { stringify } from "csv-stringify/sync";

import type { InventoryGap } from "../../nouns/inventory";
import type { Coverage, DiskCoverage, VirtualMachineCoverage } from "../../coverage/coverage";

/** The columns of a disk, in the order that a reader looks for them; controls and tags follow. */
const columns = [
  "subscriptionName",
  "resourceGroup",
  "vmName",
  "diskName",
  "role",
  "mechanism",
  "serverSide",
  "encryptionAtHost",
  "azureDiskEncryption",
  "recommended",
  "eligibleAde",
  "eligibleHost",
  "eligibleCustomerKey",
  "exposed2028",
  "osType",
  "vmSize",
  "sizeFamily",
  "location",
  "sku",
  "diskSizeGB",
  "diskState",
  "managed",
  "diskEncryptionSet",
  "subscriptionId",
  "diskId",
  "vmId",
] as const satisfies readonly (keyof DiskCoverage)[];

/**
 * One line a disk, with a column for each control. A cell that a spreadsheet would take for a formula gets an apostrophe before it: names and tags
 * are anybody's.
 *
 * What could not be read stands in lines of its own at the end, with `not-read` for role: a total of the lines shows that something is missing.
 * It comes in pieces: the whole of a large fleet is longer than a text can be.
 */
export function* coverageCsvPieces({ disks, virtualMachines, gaps }: Coverage): Generator<string> {
  const holders = new Map(virtualMachines.map((vm) => [vm.vmId.toLowerCase(), vm]));
  const controls = [...new Set(disks.flatMap((disk) => Object.keys(disk.controls)))].sort();
  yield linesOf([
    [...columns, "powerState", "failedRequirements", ...controls.map((id) => `control:${id}`), "tags"],
  ]);
  for (let first = 0; first < disks.length; first += ROWS_IN_PIECE) {
    const rows = disks
      .slice(first, first + ROWS_IN_PIECE)
      .map((disk) => [
        ...columns.map((column) => disk[column]),
        ...cellsOfHolder(holders.get(disk.vmId?.toLowerCase() ?? "")),
        ...controls.map((control) => disk.controls[control] ?? ""),
        JSON.stringify(disk.tags),
      ]);
    yield `\n${linesOf(rows)}`;
  }
  const notRead = gaps.map((gap) => [
    ...columns.map((column) => cellOfGap(gap, column)),
    ...cellsOfHolder(undefined),
    ...controls.map(() => ""),
    "",
  ]);
  if (notRead.length > 0) yield `\n${linesOf(notRead)}`;
}

const ROWS_IN_PIECE = 1_000;

/** Without the end of the last line. */
const linesOf = (rows: readonly (readonly (string | number | null)[])[]): string =>
  stringify([...rows], { escape_formulas: true }).slice(0, -1);

/** What of a disk's VM is in no row of a disk. */
const cellsOfHolder = (vm: VirtualMachineCoverage | undefined): readonly string[] => [
  vm?.powerState ?? "",
  vm?.failedRequirements.join(" ") ?? "",
];

function cellOfGap({ subscriptionId, scope, kind, code, reason }: InventoryGap, column: string): string {
  switch (column) {
    case "subscriptionId":
      return subscriptionId ?? "";
    case "subscriptionName":
      return scope;
    case "diskName":
      return `${kind} not read: ${code}: ${reason}`;
    case "role":
      return "not-read";
    case "mechanism":
      return "unknown";
    default:
      return "";
  }
}
