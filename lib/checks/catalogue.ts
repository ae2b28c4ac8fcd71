import { z } from "zod";

import { dataFile } from "../data";
import { requirementIds, type Requirement, type RequirementId } from "./requirement";

const edition = z
  .strictObject({
    rule: z.string().min(1).exactOptional(),
    fix: z.string().min(1).exactOptional(),
    source: z.strictObject({ title: z.string().min(1), section: z.string().min(1), date: z.string().min(1) }),
  })
  .refine(({ rule, fix }) => fix === undefined || rule !== undefined, "a fix without a rule");

const catalogue = dataFile(
  "requirements.json",
  z
    .array(
      z.strictObject({
        id: z.enum(requirementIds),
        title: z.string().min(1),
        appliesTo: z.strictObject({
          osTypes: z.array(z.enum(["Windows", "Linux"])).min(1),
          volumeTypes: z.array(z.enum(["OS", "Data", "All"])).min(1),
        }),
        module: edition,
        current: edition,
        note: z.string().min(1).exactOptional(),
      }),
    )
    .refine(
      (records) =>
        records.length === requirementIds.length &&
        records.every(({ id }, index) => id === requirementIds[index]),
      "one record for each requirement, in their order",
    ),
);

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
