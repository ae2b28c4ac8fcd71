import { z } from "zod";

import { dataFile } from "./data";

/** A document that the project cites by its title, and the address of its newest copy. The date stands with each citation: it says which copy was read. */
export interface CitedDocument {
  readonly title: string;
  readonly url: string;
}

const documents = dataFile(
  "documents.json",
  z.object({
    documents: z
      .array(z.strictObject({ title: z.string().trim().min(1), url: z.url({ protocol: /^https$/ }) }))
      .refine(
        (records) => new Set(records.map(({ title }) => title)).size === records.length,
        "each title once",
      ),
  }),
);

/**
 * The documents whose address is known.
 *
 * @throws RunbookError `FileUnreadable` where `data/documents.json` is missing or malformed.
 */
export function citedDocuments(): readonly CitedDocument[] {
  return documents().documents;
}
