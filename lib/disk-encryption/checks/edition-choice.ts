import { RunbookError } from "@runbooks/azure";
import type { Edition, Finding } from "./finding";

/**
 * Which edition of the requirements decides. `both`: a VM is ready only where neither edition forbids it. With one edition, what the other
 * one alone forbids is a note that blocks nothing.
 *
 * `module`: the module's rule where it states one. Where it is silent, the newest documents' rule decides, so that "ready" is what Azure takes.
 */
export type EditionChoice = Edition | "both";

/** The editions that a choice counts, the newest documents first. */
export const countedEditions = (choice: EditionChoice): readonly Edition[] =>
  choice === "both" ? ["current", "module"] : [choice];

/** The edition that a choice leaves out; undefined where both count. */
export const editionNotCounted = (choice: EditionChoice): Edition | undefined =>
  choice === "both" ? undefined : otherEdition(choice);

export const otherEdition = (edition: Edition): Edition => (edition === "module" ? "current" : "module");

/** The edition whose verdict decides a finding where `edition` was chosen: the newest documents' where the module is silent. */
export function decidingEdition({ module }: Pick<Finding<string>, "module">, edition: Edition): Edition {
  return module.outcome === "not-applicable" || module.outcome === "pass"
    ? (module.decidedBy ?? edition)
    : edition;
}

/**
 * The edition that decides on a connection: the one that was named, or where the text is empty the default of the mode, `both` in the
 * sandbox and `current` on live Azure.
 *
 * @example const by = { edition: editionFor(azure, edition) };
 * @throws RunbookError `ArgumentInvalid` for any other text.
 */
export function editionFor({ mode }: { readonly mode: "sandbox" | "live" }, text = ""): EditionChoice {
  switch (text) {
    case "both":
    case "module":
    case "current":
      return text;
    case "":
      return mode === "live" ? "current" : "both";
    default:
      throw new RunbookError(
        "ArgumentInvalid",
        `'${text}' is not an edition.`,
        "Name both, module or current, or leave it out: both in the sandbox, current on live Azure.",
      );
  }
}
