import { bitLockerRefusal, type Rule } from "./rule";

/**
 * The policies of Microsoft BitLocker Administration and Monitoring don't go with Azure Disk Encryption.
 *
 * Source: "Azure Disk Encryption for Windows VMs", Group Policy requirements (2026-02-20). No document gives the text.
 */
export const noMbamPolicies: Rule = ({ guest: { specification } }) =>
  specification.osType === "Windows" && Object.keys(specification.mbam?.policies ?? {}).length > 0
    ? bitLockerRefusal("(sandbox) The policies of MBAM are not compatible with Azure Disk Encryption.")
    : undefined;
