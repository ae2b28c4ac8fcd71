import type { CountedMechanism } from "./coverage";

/** What each mechanism is called: in sentences, in tables and in charts. */
export const mechanismWords: Readonly<Record<CountedMechanism, string>> = {
  confidential: "confidential",
  "azure-disk-encryption": "Azure Disk Encryption",
  "encryption-at-host": "encryption at host",
  "platform-and-customer-key": "platform and customer key",
  "customer-key": "customer key",
  "local-encryption": "by the VM size",
  "platform-key": "platform key only",
  none: "none",
  unknown: "unknown",
};
