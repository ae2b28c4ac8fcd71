import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { literal, startEngine, stopEngine } from "../../../lib/fleet/inventory/sql/engine";

/** A folder below the machine's temporary one, by the names below it. */
export interface TestFolder {
  readonly path: (...names: string[]) => string;
}

/** An empty folder of its own for each test of the suite that asks for it. */
export const aFolderForEachTest = (): TestFolder => folderWithin(beforeEach, afterEach);

/** An empty folder for all tests of the suite that asks for it. */
export const aFolder = (): TestFolder => folderWithin(before, after);

type Hook = (task: () => Promise<void>) => void;

function folderWithin(begin: Hook, end: Hook): TestFolder {
  let folder = "";
  begin(async () => {
    folder = await mkdtemp(join(tmpdir(), "fleet-"));
  });
  end(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return { path: (...names) => join(folder, ...names) };
}

/** Sets fields of a snapshot's manifest, as a hand or another version would. */
export async function editManifest(
  snapshot: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  const path = join(snapshot, "manifest.json");
  const manifest: unknown = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify(Object.assign({}, manifest, fields)));
}

/** Overwrites what is in a Parquet file, and leaves what it says of itself at its end. */
export async function damageInside(path: string): Promise<void> {
  const bytes = await readFile(path);
  const footerLength = bytes.readUInt32LE(bytes.length - 8);
  await writeFile(path, bytes.fill(7, 4, bytes.length - 8 - footerLength));
}

/** Writes a snapshot's Parquet file anew, with other columns. */
export async function rewriteFile(snapshot: string, file: string, select: string): Promise<void> {
  const path = join(snapshot, file);
  const engine = await startEngine({ memoryLimitInMB: 256 });
  try {
    await engine.connection.run(`CREATE TABLE old AS FROM read_parquet(${literal(path)})`);
    await engine.connection.run(`COPY (SELECT ${select} FROM old) TO ${literal(path)} (FORMAT parquet)`);
  } finally {
    stopEngine(engine);
  }
}
