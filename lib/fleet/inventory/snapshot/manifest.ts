import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { type InventoriedSubscription, type InventorySource } from "../../nouns/inventory";
import { RunbookError } from "@runbooks/azure";
import type { Coverage } from "../../coverage/coverage";
import { controlColumnsOf, type ControlColumn } from "./controls";
import { tableNames, type TableName } from "./tables";

/**
 * The version of a snapshot's columns that is written. One that is older can be read: what it did not keep is empty.
 *
 * Raise it with every column that is added or whose meaning changes.
 */
export const SNAPSHOT_VERSION = 1;

const MANIFEST = "manifest.json";

/** What a snapshot says of itself. */
export interface SnapshotManifest {
  readonly schemaVersion: number;
  readonly source: InventorySource;
  readonly observedAt: Date;
  readonly subscriptions: readonly InventoriedSubscription[];
  /** Rows by table. */
  readonly counts: Readonly<Record<TableName, number>>;
  readonly controls: readonly ControlColumn[];
  readonly remarks: readonly string[];
}

const versionShape = z.object({ kind: z.literal("fleet-snapshot"), schemaVersion: z.number().int() });

const manifestShape = versionShape.extend({
  source: z.enum(["arm", "graph", "files"]),
  observedAt: z.iso.datetime().transform((moment) => new Date(moment)),
  subscriptions: z.array(z.object({ subscriptionId: z.string(), displayName: z.string() })),
  counts: z.record(z.enum(tableNames), z.number().int().nonnegative()),
  // The columns' names go into SQL.
  controls: z
    .array(z.object({ id: z.string(), column: z.string().regex(/^control_[a-z0-9_]*$/) }))
    .default([]),
  remarks: z.array(z.string()).default([]),
});

/** The manifest of a snapshot that has this. */
export const manifestOf = (coverage: Coverage): SnapshotManifest => ({
  schemaVersion: SNAPSHOT_VERSION,
  source: coverage.source,
  observedAt: coverage.observedAt,
  subscriptions: coverage.subscriptions,
  counts: {
    disks: coverage.disks.length,
    virtual_machines: coverage.virtualMachines.length,
    copies: coverage.copies.length,
    gaps: coverage.gaps.length,
  },
  controls: controlColumnsOf(coverage.disks, coverage.virtualMachines),
  remarks: coverage.remarks,
});

/** Writes the manifest: last of all, since a folder without one is no snapshot. */
export async function writeManifest(folder: string, manifest: SnapshotManifest): Promise<void> {
  const text = JSON.stringify({ kind: "fleet-snapshot", ...manifest }, undefined, 2);
  await writeFile(join(folder, MANIFEST), `${text}\n`);
}

/** What a folder is: a snapshot of whichever version; `damaged`: it has a manifest that nobody can read. */
export async function folderKind(folder: string): Promise<"snapshot" | "damaged" | "other"> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), "utf8");
  } catch {
    return "other";
  }
  try {
    return versionShape.safeParse(JSON.parse(text)).success ? "snapshot" : "other";
  } catch {
    return "damaged";
  }
}

/**
 * Reads what a snapshot says of itself.
 *
 * @throws RunbookError `SnapshotUnreadable` for a folder that is no snapshot, one that is damaged, and one of a newer version.
 */
export async function readManifest(folder: string): Promise<SnapshotManifest> {
  const json = await jsonOf(folder);
  const { schemaVersion } = parsed(versionShape, json, folder);
  if (schemaVersion > SNAPSHOT_VERSION)
    throw new RunbookError(
      "SnapshotUnreadable",
      `${folder} is a snapshot of version ${schemaVersion}; this tool knows those up to ${SNAPSHOT_VERSION}.`,
      "Open it with the newer version of this tool that saved it.",
    );
  const { source, observedAt, subscriptions, counts, controls, remarks } = parsed(
    manifestShape,
    json,
    folder,
  );
  return { schemaVersion, source, observedAt, subscriptions, counts, controls, remarks };
}

/** The folders in a folder that are snapshots, by name, damaged ones too; those that are being written are left out. */
export async function snapshotsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && !isPartialName(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
  const kinds = await Promise.all(folders.map(folderKind));
  return folders.filter((_, index) => kinds[index] !== "other");
}

/** What a folder's name begins with while its snapshot is being written. */
export const partialName = (folder: string): string => `${folder}.partial-`;
const isPartialName = (name: string): boolean => name.includes(".partial-");

/** That a snapshot can't be read, and why. */
export function snapshotUnreadable(folder: string, why: string, cause?: unknown): RunbookError {
  return new RunbookError(
    "SnapshotUnreadable",
    `${folder} can't be read: ${why}.`,
    "Take another copy of the snapshot, or save a new one.",
    { cause },
  );
}

async function jsonOf(folder: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), "utf8");
  } catch (cause) {
    throw new RunbookError(
      "SnapshotUnreadable",
      `${folder} is no snapshot: it has no ${MANIFEST}.`,
      "Name a folder that `saveSnapshot` wrote, or one that such folders are in.",
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw snapshotUnreadable(folder, `its ${MANIFEST} is no JSON`, cause);
  }
}

function parsed<Shape extends z.ZodType>(shape: Shape, json: unknown, folder: string): z.output<Shape> {
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "it" : issue.path.join(".");
  throw snapshotUnreadable(
    folder,
    `its ${MANIFEST} is not one of a snapshot (${where}: ${issue?.message ?? "unknown"})`,
    result.error,
  );
}
