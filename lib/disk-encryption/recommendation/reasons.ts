import { documentSource, type DocumentId } from "./mechanisms";
import type { SourcedStatement } from "./mechanism";
import type { MechanismOption, MechanismReason } from "./recommendation";

/** It is in use. */
export function use(says: string, document: DocumentId): MechanismReason {
  return { kind: "use", ...sourced(says, document) };
}

/** This is not known, and could close it. */
export function notKnown(says: string, document: DocumentId, fix: string): MechanismReason {
  return { kind: "missing", ...sourced(says, document), fix };
}

/** Good to know, decides nothing. */
export function note(says: string, document: DocumentId): MechanismReason {
  return { kind: "note", ...sourced(says, document) };
}

/** Words with their document. */
export function sourced(says: string, document: DocumentId): SourcedStatement {
  return { says, source: documentSource(document) };
}

/**
 * What reasons come to: what is in use is in use; else one reason against closes, and one that is missing leaves it unknown. Of what is in
 * use, nothing needs to be said against it.
 */
export function settle(reasons: readonly MechanismReason[]): Pick<MechanismOption, "state" | "reasons"> {
  const has = (kind: MechanismReason["kind"]): boolean => reasons.some((reason) => reason.kind === kind);
  if (has("use"))
    return { state: "in-use", reasons: reasons.filter(({ kind }) => kind === "use" || kind === "note") };
  if (has("against")) return { state: "closed", reasons };
  return { state: has("missing") ? "unknown" : "open", reasons };
}
