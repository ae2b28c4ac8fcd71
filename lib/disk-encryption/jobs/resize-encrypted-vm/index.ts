/** Whether an encrypted VM may take another size, or its OS disk may grow. */
export { evaluateOsDiskResize as evaluateOsDisk, evaluateSizeChange as evaluateSize } from "./evaluate";
export { observeSize } from "./observe";
