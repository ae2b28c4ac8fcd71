import { RunbookError } from "@runbooks/azure";

/** The error for a reading that its caller stopped. */
export const readingInterrupted = (cause: unknown): RunbookError =>
  new RunbookError(
    "Interrupted",
    "The reading of the fleet was stopped before it was over; nothing of it is kept.",
    "Read it again; fewer subscriptions take less time.",
    { cause },
  );
