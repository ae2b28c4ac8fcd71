/** A disk encryption set: made, given another key, and what happens where its key is disabled. */
export { readKeyUse } from "./key-use";
export { observeDiskEncryptionSet as observe } from "./observe";
export { planDiskEncryptionSet as plan } from "./plan";
export { planKeyEnabled } from "./revoke";
export { planKeyRotation } from "./rotate";
