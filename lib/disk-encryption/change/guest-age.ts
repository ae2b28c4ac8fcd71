import type { EncryptionFacts } from "../checks/facts";
import { RunbookError } from "@runbooks/azure";
import type { Plan } from "./plan";

/** How long what a guest said is planned with, and a plan made of it approved: one hour. A choice of this library; Azure names no limit. */
export const GUEST_LIFETIME_IN_MS: number = 60 * 60 * 1000;

/** When the guest was read; undefined where it was not, or where nobody noted it. */
export const guestReadAt = ({ guest }: Pick<EncryptionFacts, "guest">): Date | undefined =>
  guest.kind === "known" ? guest.value.readAt : undefined;

/** Told in a plan, as nothing of it reads the guest again. */
export function guestWarning(facts: Pick<EncryptionFacts, "guest">): readonly string[] {
  const readAt = guestReadAt(facts);
  return readAt === undefined
    ? []
    : [
        `The guest was read at ${readAt.toISOString()}, and no step reads it again: change nothing in it until the plan is applied.`,
      ];
}

/** @throws RunbookError `PlanBlocked` for facts whose guest was read more than an hour before the rest. */
export function assertGuestIsFresh(
  facts: Pick<EncryptionFacts, "virtualMachine" | "guest" | "observedAt">,
): void {
  assertFresh(facts.virtualMachine.name, guestReadAt(facts), facts.observedAt);
}

/** @throws RunbookError `PlanBlocked` for a plan of a guest that was read more than an hour ago. */
export function assertGuestIsFreshIn({ target, guestReadAt: readAt }: Plan, now: Date): void {
  assertFresh(target, readAt, now);
}

function assertFresh(vmName: string, readAt: Date | undefined, now: Date): void {
  if (readAt === undefined || now.getTime() - readAt.getTime() <= GUEST_LIFETIME_IN_MS) return;
  throw new RunbookError(
    "PlanBlocked",
    `The guest of ${vmName} was read at ${readAt.toISOString()}, more than an hour ago; it may have changed.`,
    `Read it again, and plan again: observe(azure, "${vmName}", { guest: await readGuest(azure, facts.virtualMachine, probeScriptFor(facts)) }).`,
  );
}
