import { z } from "zod";

import { RunbookError } from "../lib/azure/errors";
import type { Finding, Verdict } from "../lib/disk-encryption/checks/finding";
import { requirementIds, type RequirementId } from "../lib/disk-encryption/checks/requirement";

/** What each edition says of one requirement. */
export interface AnnouncedOutcomes {
  readonly module: Verdict["outcome"];
  readonly current: Verdict["outcome"];
}

/** Every requirement whose outcome is `fail` or `unknown`; the others pass or do not apply. */
export type AnnouncedOutcomesByRequirement = Readonly<Partial<Record<RequirementId, AnnouncedOutcomes>>>;

/** What a fleet's record of a VM says that the checks come to: the `announces` of `data/fleets/`. */
export interface AnnouncedFindings {
  /** As Resource Manager and the vault tell, without a look inside the guest. */
  readonly findings: AnnouncedOutcomesByRequirement;
  /** After the Run Command probe; the same where the probe can't run. */
  readonly findingsWithProbe: AnnouncedOutcomesByRequirement;
}

const outcome = z.enum(["pass", "fail", "unknown", "not-applicable"]);
const outcomes: z.ZodType<AnnouncedOutcomesByRequirement> = z.partialRecord(
  z.enum(requirementIds),
  z
    .strictObject({ module: outcome, current: outcome })
    .refine(
      ({ module, current }) => [module, current].some((one) => one === "fail" || one === "unknown"),
      "only a requirement that fails or is unknown in an edition is announced",
    ),
);
const announced: z.ZodType<AnnouncedFindings> = z.strictObject({
  findings: outcomes,
  findingsWithProbe: outcomes,
});

/**
 * Reads the `announces` of a fleet's VM.
 *
 * @throws RunbookError `FileUnreadable` for a requirement that is not one, an outcome that is not one, or a field too many.
 */
export function parseAnnouncedFindings(value: unknown): AnnouncedFindings {
  const result = announced.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RunbookError(
    "FileUnreadable",
    `The announced findings can't be read: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}.`,
    "Mend the VM's announces in its fleet's file.",
    { cause: result.error },
  );
}

/** Findings as a fleet's record announces them: to compare the two. */
export function outcomesToAnnounce(findings: readonly Finding[]): AnnouncedOutcomesByRequirement {
  const worthSaying = findings.filter(({ outcome: worst }) => worst === "fail" || worst === "unknown");
  return Object.fromEntries(
    worthSaying.map(({ requirement, module, current }) => [
      requirement,
      { module: module.outcome, current: current.outcome },
    ]),
  );
}
