import type { ImageReference } from "@runbooks/azure";
import { adeOrEncryptionAtHost, starts } from "./ade-or-encryption-at-host";
import type { VirtualMachineControl } from "./control";

/**
 * "Linux virtual machines should enable Azure Disk Encryption or EncryptionAtHost", policy ca88aadc-6e2b-416c-9de2-5a0f01d1693f: what its rule
 * comes to by an inventory. What it can't see is said at `adeOrEncryptionAtHost`.
 */
export const linuxAdeOrEncryptionAtHost: VirtualMachineControl = (facts) =>
  adeOrEncryptionAtHost(facts, { osType: "Linux", skipsImage: isLeftOut });

/** Old releases of these publishers, whose SKU starts so. The rule takes every other Linux. */
const leftOutSkus: Readonly<Record<string, string>> = {
  openlogic: "6",
  oracle: "6",
  redhat: "6",
  suse: "11",
  canonical: "12",
  cloudera: "6",
};

function isLeftOut({ publisher, offer, sku }: ImageReference): boolean {
  const start = leftOutSkus[publisher.toLowerCase()];
  if (start !== undefined) return starts(sku, start);
  switch (publisher.toLowerCase()) {
    case "center-for-internet-security-inc":
      return starts(offer, "cis-win");
    case "microsoft-dsvm":
      return starts(offer, "dsvm-win");
    case "microsoft-ads":
      return !starts(offer, "linux");
    case "azureopenshift":
      return true;
    default:
      return false;
  }
}
