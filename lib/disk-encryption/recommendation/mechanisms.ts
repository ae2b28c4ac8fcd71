import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import { recordsOf } from "@runbooks/azure/catalogue";
import {
  comparedPropertyIds,
  mechanismIds,
  type ComparedProperty,
  type ComparisonCell,
  type DocumentSource,
  type EditionStatement,
  type Mechanism,
  type MechanismComparison,
  type MechanismId,
} from "./mechanism";

/** The documents that the comparison and the recommendation cite, by a short name. */
export const documentIds = [
  "module",
  "options",
  "server-side",
  "customer-key-restrictions",
  "customer-key-portal",
  "double",
  "host",
  "host-restrictions",
  "migrate",
  "disks-faq",
  "ade-windows",
  "ade-scenarios",
  "ade-faq",
  "unmanaged",
  "retirement",
] as const;
export type DocumentId = (typeof documentIds)[number];

const text = z.string().trim().min(1);
const document = z.enum(documentIds);
const edition = z
  .strictObject({
    answer: z.enum(["yes", "no", "partly"]).exactOptional(),
    says: text.exactOptional(),
    source: document,
  })
  .refine(({ answer, says }) => answer === undefined || says !== undefined, "an answer without words");
const cell = z.strictObject({ module: edition, current: edition });

const file = dataFile(
  "encryption-mechanisms.json",
  z.strictObject({
    description: text,
    sources: z.record(document, z.strictObject({ title: text, date: text })),
    retirement: z.strictObject({ date: z.iso.date(), says: text, source: document }),
    mechanisms: recordsOf(
      mechanismIds,
      z.strictObject({ id: z.enum(mechanismIds), name: text, what: text, source: document }),
    ),
    properties: recordsOf(
      comparedPropertyIds,
      z.strictObject({
        id: z.enum(comparedPropertyIds),
        title: text,
        cells: z.record(z.enum(mechanismIds), cell),
      }),
    ),
  }),
);

let kept: MechanismComparison | undefined;

/**
 * The mechanisms that encrypt a VM's disks, compared property by property, in both editions.
 *
 * @throws RunbookError `FileUnreadable` where `data/encryption-mechanisms.json` is missing, malformed or incomplete.
 */
export function mechanisms(): MechanismComparison {
  kept ??= read();
  return kept;
}

/** A document that the comparison cites. */
export function documentSource(id: DocumentId): DocumentSource {
  return file().sources[id];
}

/** What the newest documents say of one property of one mechanism; absent where they are silent. */
export function currentWords(property: ComparedProperty["id"], mechanism: MechanismId): string | undefined {
  return mechanisms().properties.find(({ id }) => id === property)?.cells[mechanism].current.says;
}

/** A mechanism's record. */
export function mechanism(id: MechanismId): Mechanism {
  const found = mechanisms().mechanisms.find((record) => record.id === id);
  // The file's shape holds a record for every mechanism.
  if (found === undefined) throw new TypeError(`No record of mechanism ${id}`);
  return found;
}

type FileStatement = z.infer<typeof edition>;
type FileCell = z.infer<typeof cell>;

function read(): MechanismComparison {
  const { retirement, mechanisms: records, properties } = file();
  return {
    mechanisms: records.map((record) => ({ ...record, source: documentSource(record.source) })),
    properties: properties.map(({ id, title, cells }) => ({
      id,
      title,
      cells: {
        "azure-disk-encryption": comparisonCell(cells["azure-disk-encryption"]),
        "platform-key": comparisonCell(cells["platform-key"]),
        "customer-key": comparisonCell(cells["customer-key"]),
        "platform-and-customer-key": comparisonCell(cells["platform-and-customer-key"]),
        "encryption-at-host": comparisonCell(cells["encryption-at-host"]),
      },
    })),
    retirement: { ...retirement, source: documentSource(retirement.source) },
  };
}

const statement = ({ source, ...words }: FileStatement): EditionStatement => ({
  ...words,
  source: documentSource(source),
});

function comparisonCell({ module, current }: FileCell): ComparisonCell {
  return {
    module: statement(module),
    current: statement(current),
    editionsDiffer: module.says !== undefined && module.says !== current.says,
  };
}
