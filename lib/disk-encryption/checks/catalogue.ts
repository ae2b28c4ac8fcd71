import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import {
  requirementIds,
  type Requirement,
  type RequirementEdition,
  type RequirementId,
  type RequirementRecord,
} from "./requirement";

const edition: z.ZodType<RequirementEdition> = z
  .strictObject({
    rule: z.string().min(1).exactOptional(),
    fix: z.string().min(1).exactOptional(),
    source: z.strictObject({ title: z.string().min(1), section: z.string().min(1), date: z.string().min(1) }),
  })
  .refine(({ rule, fix }) => fix === undefined || rule !== undefined, "a fix without a rule");

/** What a record of each catalogue has. */
const common = {
  title: z.string().min(1),
  module: edition,
  current: edition,
  note: z.string().min(1).exactOptional(),
};

const sameOrder = <Id extends string>(records: readonly { readonly id: Id }[], ids: readonly Id[]): boolean =>
  records.length === ids.length && records.every(({ id }, index) => id === ids[index]);

const ONE_RECORD_EACH = "one record for each requirement, in their order";

const catalogue = dataFile(
  "requirements.json",
  z
    .array(
      z.strictObject({
        id: z.enum(requirementIds),
        ...common,
        appliesTo: z.strictObject({
          osTypes: z.array(z.enum(["Windows", "Linux"])).min(1),
          volumeTypes: z.array(z.enum(["OS", "Data", "All"])).min(1),
        }),
      }),
    )
    .refine((records) => sameOrder(records, requirementIds), ONE_RECORD_EACH),
);

/**
 * A reader of another catalogue of requirements, which it reads at the first call and keeps.
 *
 * @param file - in `data/`.
 * @param ids - the catalogue's requirements, in the order an operator meets them.
 * @returns a function that throws RunbookError `FileUnreadable` where the file is missing, malformed or incomplete.
 */
export function catalogueOf<const Id extends string>(
  file: string,
  ids: readonly [Id, ...Id[]],
): () => readonly RequirementRecord<Id>[] {
  return dataFile(
    file,
    z
      .array(z.strictObject({ id: z.enum(ids), ...common }))
      .refine((records) => sameOrder<string>(records, ids), ONE_RECORD_EACH),
  );
}

/**
 * The requirements of Azure Disk Encryption in both editions, in the order an operator meets them.
 *
 * @throws RunbookError `FileUnreadable` where `data/requirements.json` is missing, malformed or incomplete.
 */
export function requirements(): readonly Requirement[] {
  return catalogue();
}

/** One requirement's record. */
export function requirement(id: RequirementId): Requirement {
  const found = catalogue().find((record) => record.id === id);
  // The catalogue's shape holds a record for every id.
  if (found === undefined) throw new TypeError(`No record of requirement ${id}`);
  return found;
}
