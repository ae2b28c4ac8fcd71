import type { ControlOutcome } from "../coverage";
import type { DiskControlFacts } from "./control";

/** Whether a disk's type of encryption names a customer's key, alone or over the platform's, as the CIS benchmark's audits read it. */
export function hasCustomerKey({ serverSide }: Pick<DiskControlFacts, "serverSide">): ControlOutcome {
  switch (serverSide) {
    case "customer-key":
    case "platform-and-customer-key":
      return "compliant";
    // Its security type tells whose key it is, but the audits read the type of encryption: no document says what that is on a confidential disk.
    case "confidential":
    case "unknown":
      return "unknown";
    case "platform-key":
    case "local-encryption":
    case "none":
      return "non-compliant";
  }
}
