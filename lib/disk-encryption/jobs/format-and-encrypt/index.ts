/** Data disks formatted and encrypted (EncryptFormatAll), after a look at what is on them. */
export { contentsScript, readContents } from "../../change/waits/contents";
export { planFormatAndEncrypt as plan } from "./plan";
