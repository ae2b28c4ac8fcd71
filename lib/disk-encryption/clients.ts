/**
 * What another package asks Azure with: the clients of a connection, their errors, and the quotas that many requests keep to.
 *
 * A door of its own, so that no notebook's compiler reads the declarations of Azure's clients.
 */
export { azureError } from "./connection/azure-error";
export { type AzureClients, clientsOf, keepClients } from "./connection/clients";
export { createPacedRequests, type PacedAnswer, type PacedRequests } from "./connection/paced-requests";
export { type AnswerHeaders, quotaReportOf, retryAfterInMs } from "./connection/rate-limit-headers";
export type { QuotaReport } from "./connection/request-pace";
export { refusalIn } from "./connection/resource-manager";
export { type RawAnswer } from "./connection/raw-answer";
export { toVirtualMachineSize } from "./observe/from-azure/virtual-machine-size";
