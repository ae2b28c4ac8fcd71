import { valueAt } from "../json";
import { configurationRefusal, type Rule } from "./rule";

/** Encryption at host and Azure Disk Encryption exclude each other. Source: restrictions of encryption at host. No text is documented. */
export const noEncryptionAtHost: Rule = (request) =>
  valueAt(request.virtualMachine.properties, "securityProfile", "encryptionAtHost") === true
    ? configurationRefusal(
        request,
        "(sandbox) Azure Disk Encryption can't be enabled on a VM with encryption at host.",
      )
    : undefined;
