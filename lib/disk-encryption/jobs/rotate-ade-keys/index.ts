/** The keys of Azure Disk Encryption: which are in use, and new ones in their place. */
export { planNewKeyVersion as planNewVersion } from "./new-version";
export {
  observeAdeKeys as observe,
  observeKeyVersions as observeVersions,
  keysInUse as inUse,
} from "./observe";
export { planAdeKeyRotation as planRotation } from "./plan";
export { verifyAdeKeys as verify } from "./verify";
