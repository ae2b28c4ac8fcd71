/** A .vhd file uploaded to a managed disk. */
export { observeUpload as observe } from "./observe";
export { planUpload as plan } from "./plan";
