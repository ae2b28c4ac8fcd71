/** The key of a disk that was encrypted elsewhere, stored as Azure Disk Encryption looks for it. */
export { secretNameOf } from "./names";
export { observeStoreKey as observe } from "./observe";
export { planStoreKey as plan } from "./plan";
export { readBekFile } from "./read-bek-file";
export { readPassphraseFile } from "./read-passphrase-file";
