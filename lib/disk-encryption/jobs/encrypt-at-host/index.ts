/** Encryption at host: on and off. */
export { evaluateEncryptionAtHost as evaluate } from "../../checks/host-encryption/evaluate";
export { observeEncryptionAtHost as observe } from "./observe";
export { planEncryptionAtHost as plan, planEncryptionAtHostOff as planOff } from "./plan";
