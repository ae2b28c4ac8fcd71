/** Server-side encryption of disks, snapshots and images with your own key, and again with the platform's. */
export { evaluateCustomerKey as evaluate } from "../../checks/customer-key/evaluate";
export { planImage, planSnapshots } from "./copies";
export { observeCustomerKey as observe } from "./observe";
export { planCustomerKey as plan, planPlatformKey } from "./plan";
export { planStart } from "./start";
