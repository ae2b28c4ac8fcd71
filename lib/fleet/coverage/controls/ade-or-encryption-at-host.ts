import { anyOf, type Told } from "../../nouns/told";
import type { ImageReference } from "@runbooks/azure";
import type { ControlOutcome } from "../coverage";
import { askedFor, type VirtualMachineControlFacts } from "./control";

/** What the policies for Windows and Linux have in common: which VMs they skip, and what they ask of the others. */
export interface AdeOrEncryptionAtHostRule {
  readonly osType: "Windows" | "Linux";
  /** Images that it does not look at, beside those that both skip. */
  readonly skipsImage: (image: ImageReference) => boolean;
}

/** Sizes that both policies skip, in lower case. */
const skippedSizes: readonly string[] = [
  "standard_a0",
  "standard_a1",
  "basic_a0",
  "basic_a1",
  "basic_a2",
  "basic_a3",
  "basic_a4",
];

/**
 * Azure Disk Encryption on every OS and data disk, or encryption at host.
 *
 * The policies ask the guest, by a guest configuration assignment: this is what their rule comes to by an inventory. It does not see whether the
 * prerequisites (identity and extension of guest configuration) are there, without which a VM stays non-compliant; what the guest last said;
 * nor `ultraSSDEnabled`, for which the policies skip a VM, unless the VM has an ultra disk.
 *
 * @see Azure/azure-policy, WindowsVMEncryption_AINE.json 1.1.1 and LinuxVMEncryption_AINE.json 1.2.1, 2026-04-29
 */
export function adeOrEncryptionAtHost(
  facts: VirtualMachineControlFacts,
  rule: AdeOrEncryptionAtHostRule,
): ControlOutcome {
  const skipped = isSkipped(facts, rule);
  if (skipped === "yes") return "not-applicable";
  const asked = askedFor(eitherOf(facts));
  return skipped === "unknown" ? "unknown" : asked;
}

/** Whether Azure Disk Encryption or encryption at host is there. */
export const eitherOf = ({
  encryptionAtHost,
  azureDiskEncryption,
}: Pick<VirtualMachineControlFacts, "encryptionAtHost" | "azureDiskEncryption">): Told =>
  anyOf([encryptionAtHost, azureDiskEncryption]);

function isSkipped(
  facts: VirtualMachineControlFacts,
  { osType, skipsImage }: AdeOrEncryptionAtHostRule,
): Told {
  const { imageReference: image, vmSize, securityType, ultraDisk } = facts;
  const isSkippedFor = [
    facts.osType !== "unknown" && facts.osType !== osType,
    securityType?.toLowerCase() === "confidentialvm",
    vmSize !== undefined && skippedSizes.includes(vmSize.toLowerCase()),
    ultraDisk === "yes",
    image !== undefined && image !== null && (isPlatformsOwn(image) || skipsImage(image)),
  ];
  if (isSkippedFor.includes(true)) return "yes";
  const isAllTold =
    facts.osType !== "unknown" &&
    securityType !== undefined &&
    vmSize !== undefined &&
    ultraDisk === "no" &&
    image !== undefined;
  return isAllTold ? "no" : "unknown";
}

/** Nodes of Kubernetes and Databricks. */
const isPlatformsOwn = ({ publisher, sku }: ImageReference): boolean =>
  ["microsoft-aks", "azuredatabricks"].includes(publisher.toLowerCase()) || starts(sku, "aks");

/** As the policies compare: without regard to case. */
export const starts = (text: string, beginning: string): boolean =>
  text.toLowerCase().startsWith(beginning.toLowerCase());
