import { z } from "zod";

import { readDataFile } from "../data";
import { RunbookError } from "../errors";
import { requirementIds, type Requirement, type RequirementId } from "./requirement";

const edition = z.strictObject({
  rule: z.string().optional(),
  fix: z.string().optional(),
  source: z.strictObject({ title: z.string(), section: z.string(), date: z.string() }),
});
const record = z.strictObject({
  id: z.enum(requirementIds),
  title: z.string(),
  appliesTo: z.strictObject({
    osTypes: z.array(z.enum(["Windows", "Linux"])),
    volumeTypes: z.array(z.enum(["OS", "Data", "All"])),
  }),
  module: edition,
  current: edition,
  note: z.string().optional(),
});
const file = z.strictObject({ description: z.string(), requirements: z.array(record) });

let catalogue: ReadonlyMap<RequirementId, Requirement> | undefined;

/**
 * The requirement catalogue: the records of `data/requirements.json` by id, read once.
 *
 * @throws RunbookError `FileUnreadable` where the file is not as it should be.
 */
export function requirements(): ReadonlyMap<RequirementId, Requirement> {
  catalogue ??= new Map(read().map((requirement) => [requirement.id, requirement]));
  return catalogue;
}

function read(): readonly Requirement[] {
  const parsed = file.safeParse(readDataFile("requirements.json"));
  if (parsed.success) return parsed.data.requirements.map(withoutUndefined);
  const [issue] = parsed.error.issues;
  throw new RunbookError(
    "FileUnreadable",
    `data/requirements.json: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}.`,
    "Restore the file from the repository.",
    { cause: parsed.error },
  );
}

type Parsed = z.infer<typeof record>;

// zod allows an explicit undefined where the library's types do not.
function withoutUndefined({ note, module, current, ...rest }: Parsed): Requirement {
  const clean = ({ rule, fix, source }: Parsed["module"]): Requirement["module"] => ({
    ...(rule === undefined ? {} : { rule }),
    ...(fix === undefined ? {} : { fix }),
    source,
  });
  return { ...rest, module: clean(module), current: clean(current), ...(note === undefined ? {} : { note }) };
}

/** The record of one requirement. */
export function requirement(id: RequirementId): Requirement {
  const found = requirements().get(id);
  if (found !== undefined) return found;
  throw new RunbookError("FileUnreadable", `data/requirements.json has no record '${id}'.`, "Restore it from the repository.");
}
