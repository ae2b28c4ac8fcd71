import type { ImageReference } from "@runbooks/azure";
import { adeOrEncryptionAtHost, starts } from "./ade-or-encryption-at-host";
import type { VirtualMachineControl } from "./control";

/**
 * "Windows virtual machines should enable Azure Disk Encryption or EncryptionAtHost", policy 3dc5edcd-002d-444c-b216-e123bbfa37c0: what its rule
 * comes to by an inventory. What it can't see is said at `adeOrEncryptionAtHost`.
 */
export const windowsAdeOrEncryptionAtHost: VirtualMachineControl = (facts) =>
  adeOrEncryptionAtHost(facts, { osType: "Windows", skipsImage: isWindows2008 });

/** The rule names publishers one by one, and then every Windows; what is left out are images of 2008. */
const isWindows2008 = ({ offer, sku }: ImageReference): boolean =>
  starts(sku, "2008") || starts(offer, "SQL2008");
