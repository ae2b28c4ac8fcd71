/** A new VM that is encrypted from the start: call by call or as one deployment. */
export { deploymentOf, withParameterValues } from "./deployment";
export { evaluateNewVirtualMachine as evaluate } from "./evaluate";
export { exportTemplate } from "./export-template";
export { observeNewVirtualMachine as observe } from "./observe";
export { planNewVirtualMachine as plan } from "./plan";
export { planTemplateDeployment as planDeployment } from "./plan-deployment";
export { validateTemplate, whatIf } from "./preview";
