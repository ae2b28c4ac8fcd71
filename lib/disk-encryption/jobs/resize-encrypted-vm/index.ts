/** Whether an encrypted VM may take another size, or its OS disk may grow. */
export { judgeOsDiskResize as evaluateOsDisk, judgeSizeChange as evaluateSize } from "./judge";
export { observeSize } from "./observe";
