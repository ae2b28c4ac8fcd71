import type { EncryptionFacts } from "./facts";
import type { Edition, Verdict } from "./finding";

/** Judges one requirement, as one edition states it. Pure. */
export type Check = (facts: EncryptionFacts, edition: Edition) => Verdict;
