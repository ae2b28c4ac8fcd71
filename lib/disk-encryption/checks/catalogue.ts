import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import { recordsOf } from "@runbooks/azure/catalogue";
import type { Check } from "./check";
import { decidingEdition } from "./edition-choice";
import type { Finding, Verdict } from "./finding";
import type { RequirementEdition, RequirementRecord } from "./requirement";
import { stricter } from "./verdict";

/** A catalogue of requirements: their records in both editions, and the check of each. */
export interface Catalogue<Id extends string, Facts> {
  /**
   * In the order an operator meets the requirements.
   *
   * @throws RunbookError `FileUnreadable` where the file is missing, malformed or incomplete.
   */
  readonly records: () => readonly RequirementRecord<Id>[];
  readonly checks: Readonly<Record<Id, Check<Facts>>>;
}

const text = z.string().min(1);
const edition: z.ZodType<RequirementEdition> = z
  .strictObject({
    rule: text.exactOptional(),
    fix: text.exactOptional(),
    source: z.strictObject({ title: text, section: text, date: text }),
  })
  .refine(({ rule, fix }) => fix === undefined || rule !== undefined, "a fix without a rule");

/**
 * A catalogue of a file of `data/`, which is read at the first use and kept.
 *
 * @param ids - its requirements, in the order an operator meets them.
 * @param checks - one for each requirement; the compiler asks for every one.
 */
export function defineCatalogue<const Id extends string, Facts>(
  file: string,
  ids: readonly [Id, ...Id[]],
  checks: Readonly<Record<Id, Check<Facts>>>,
): Catalogue<Id, Facts> {
  const record = z.strictObject({
    id: z.enum(ids),
    title: text,
    module: edition,
    current: edition,
    note: text.exactOptional(),
    appliesTo: z
      .strictObject({
        osTypes: z.array(z.enum(["Windows", "Linux"])).min(1),
        volumeTypes: z.array(z.enum(["OS", "Data", "All"])).min(1),
      })
      .exactOptional(),
  });
  return { records: dataFile(file, recordsOf<Id, RequirementRecord<Id>>(ids, record)), checks };
}

/**
 * What both editions of a catalogue's requirements say, in the catalogue's order. Pure.
 *
 * @param ids - these requirements alone.
 */
export function findingsOf<Id extends string, Facts>(
  { records, checks }: Catalogue<Id, Facts>,
  facts: Facts,
  ids?: readonly Id[],
): readonly Finding<Id>[] {
  const asked = ids === undefined ? records() : records().filter(({ id }) => ids.includes(id));
  return asked.map((record) => {
    const module = checks[record.id](facts, "module");
    const current = checks[record.id](facts, "current");
    return {
      requirement: record.id,
      title: record.title,
      outcome: stricter(module.outcome, current.outcome),
      module,
      current,
      sources: { module: record.module.source, current: record.current.source },
      editionsDiffer:
        decidingEdition({ module }, "module") === "module" &&
        effects[module.outcome] !== effects[current.outcome],
    };
  });
}

/** What an outcome means for the operator: an edition that is met and one that asks nothing are alike. */
const effects: Readonly<Record<Verdict["outcome"], "permits" | "open" | "forbids">> = {
  pass: "permits",
  "not-applicable": "permits",
  unknown: "open",
  fail: "forbids",
};
