import { z } from "zod";

/** The shape of a catalogue in `data/`: one record for each id, in the order of the ids. */
export function recordsOf<Id extends string, Entry extends { readonly id: Id }>(
  ids: readonly Id[],
  record: z.ZodType<Entry>,
): z.ZodType<readonly Entry[]> {
  return z
    .array(record)
    .refine(
      (records) => records.length === ids.length && records.every(({ id }, index) => id === ids[index]),
      `one record for each of ${ids.join(", ")}, in this order`,
    );
}
