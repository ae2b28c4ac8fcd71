import { bitLockerRefusal, type Rule } from "./rule";

/**
 * A domain policy that blocks AES-CBC fails BitLocker. Found out after the disks were stamped.
 *
 * Source: Group Policy requirements for Windows VMs; no text is documented.
 */
export const aesCbcAllowed: Rule = ({ guest: { specification } }) =>
  specification.osType === "Windows" && specification.aesCbcBlocked === true
    ? bitLockerRefusal("(sandbox) A domain policy blocks the AES-CBC algorithm.")
    : undefined;
