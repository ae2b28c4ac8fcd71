import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { dataFile, readDataFile } from "../../lib/azure/data";
import { RunbookError } from "../../lib/azure/errors";

const files = readdirSync(join(__dirname, "..", "..", "data"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".json"))
  .sort();
// Fleets and sample disks are made, and say how; everything else is somebody's word.
const facts = files.filter((file) => !/^(?:fleets|vhd-samples|bek-samples)\b/.test(file));

/** With a date or a commit, in the title or beside it; or said not to be verified. */
const source = z
  .looseObject({ title: z.string().trim().min(1) })
  .refine((record) => /\d{4}-\d{2}-\d{2}| at [0-9a-f]{12}|"verified":false/.test(JSON.stringify(record)));
/** One source, several, or several by a short name. */
const sources = z.union([source, z.array(source).min(1), z.record(z.string(), source)]);

type Record_ = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Record_ =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The lists of records in a file: the file itself, or what it holds by name. */
function listsOf(file: unknown): readonly (readonly Record_[])[] {
  const lists = Array.isArray(file)
    ? [file]
    : isRecord(file)
      ? Object.values(file).filter(Array.isArray)
      : [];
  return lists.map((list: readonly unknown[]) => list.filter(isRecord));
}

const fileSources = (file: unknown): unknown =>
  isRecord(file) ? (file["sources"] ?? file["source"]) : undefined;

/** Whether a record names its own source: as an object, by a short name of the file's, or one in each of its editions or cells. */
function namesItsSource(record: Record_, ofFile: unknown): boolean {
  const own = record["source"];
  if (typeof own === "string") return isRecord(ofFile) && source.safeParse(ofFile[own]).success;
  if (own !== undefined) return source.safeParse(own).success;
  const parts = isRecord(record["cells"])
    ? Object.values(record["cells"])
    : [record["module"], record["current"]];
  return parts.every((part) => isRecord(part) && namesItsSource(part, ofFile));
}

describe("The data files", () => {
  it("are there", () => {
    assert.ok(facts.length > 0);
  });

  for (const file of files) {
    it(`data/${file} is JSON`, () => {
      assert.equal(typeof readDataFile(file), "object");
    });
  }

  for (const file of facts) {
    it(`data/${file} names for each of its records where it was read, and when`, () => {
      const content = readDataFile(file);
      const ofFile = fileSources(content);
      if (sources.safeParse(ofFile).success && !isRecord(ofFile)) return;
      if (source.safeParse(ofFile).success) return;
      const records = listsOf(content).flat();
      assert.notEqual(records.length, 0);
      assert.deepEqual(
        records.filter((record) => !namesItsSource(record, ofFile)),
        [],
      );
    });
  }
});

describe("A data file", () => {
  const codeOf = (read: () => unknown): string => {
    try {
      read();
    } catch (error) {
      assert.ok(error instanceof RunbookError);
      return error.code;
    }
    return "nothing thrown";
  };

  it("that is missing is an error with a way out", () => {
    assert.equal(
      codeOf(() => readDataFile("no-such-file.json")),
      "FileUnreadable",
    );
  });

  it("of another shape than the library expects is an error", () => {
    assert.equal(codeOf(dataFile("requirements.json", z.string())), "FileUnreadable");
  });

  it("of another shape says where it is so, and what is expected there", () => {
    const read = dataFile("requirements.json", z.array(z.looseObject({ id: z.string(), rank: z.number() })));
    assert.throws(read, /requirements\.json is not as the library expects it: 0\.rank: /);
  });

  it("is read once: the second call gives the same value", () => {
    const read = dataFile("requirements.json", z.array(z.unknown()));
    assert.equal(read(), read());
  });
});
