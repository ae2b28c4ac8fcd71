import type { LinuxGuest, WindowsGuest } from "../nouns/guest";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { unknown, whenKnown } from "./verdict";

/** What to do where only the guest knows. */
export const RUN_THE_PROBE = "Run the read-only Run Command probe in the guest and check again.";

/** Evaluates what the probe saw in a Windows guest; `unknown` without it, or where it saw another operating system. */
export function whenWindowsGuestKnown(
  { guest }: EncryptionFacts,
  what: string,
  evaluate: (guest: WindowsGuest) => Verdict,
): Verdict {
  return whenKnown(guest, what, RUN_THE_PROBE, (seen) =>
    seen.osType === "Windows"
      ? evaluate(seen)
      : unknown(`${what}: the probe saw a Linux guest`, RUN_THE_PROBE),
  );
}

/** Evaluates what the probe saw in a Linux guest; `unknown` without it, or where it saw another operating system. */
export function whenLinuxGuestKnown(
  { guest }: EncryptionFacts,
  what: string,
  evaluate: (guest: LinuxGuest) => Verdict,
): Verdict {
  return whenKnown(guest, what, RUN_THE_PROBE, (seen) =>
    seen.osType === "Linux"
      ? evaluate(seen)
      : unknown(`${what}: the probe saw a Windows guest`, RUN_THE_PROBE),
  );
}
