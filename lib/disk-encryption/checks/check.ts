import type { EncryptionFacts } from "./facts";
import type { Edition, Verdict } from "./finding";

/** Evaluates one requirement, as one edition states it. Pure. Azure Disk Encryption's facts, unless said. */
export type Check<Facts = EncryptionFacts> = (facts: Facts, edition: Edition) => Verdict;
