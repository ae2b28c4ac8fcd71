import { defined } from "@runbooks/azure";
import { AzureError, type AzureErrorDetail } from "../errors";
import type { Call } from "../http";
import type { Token } from "./kql/tokens";

/** The first line of each of Resource Graph's refusals (Azure/azure-cli-extensions#3325, 2021; Azure/azure-powershell#13762, 2020). */
export function supportInformation({ world, headers }: Pick<Call, "world" | "headers">): string {
  const correlationId =
    headers.get("x-ms-correlation-request-id") ??
    headers.get("x-ms-client-request-id") ??
    "00000000-0000-0000-0000-000000000000";
  return `Please provide below info when asking for support: timestamp = ${world.clock.now().toISOString()}, correlationId = ${correlationId}.`;
}

/** 400 with what is wrong in the details, as Resource Graph refuses a request. */
export function badRequest(information: string, ...details: readonly AzureErrorDetail[]): AzureError {
  return new AzureError(400, "BadRequest", information, { details });
}

const invalidQuery: AzureErrorDetail = {
  code: "InvalidQuery",
  message:
    "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.",
};

/** What Azure answers to a query that it can't parse (scautomation/AzureResourceGraph-Examples#2, 2022). */
export function parserFailure(token: Token, expected: string | undefined, information: string): AzureError {
  return badRequest(information, invalidQuery, {
    code: "ParserFailure",
    message: "ParserFailure",
    line: token.line,
    characterPositionInLine: token.characterPositionInLine,
    token: token.text,
    ...defined({ expectedToken: expected }),
  });
}

/** A column that the rows don't have; no document gives the text. */
export function unknownColumn(name: string, information: string): AzureError {
  return badRequest(information, invalidQuery, {
    code: "UnresolvedColumn",
    message: `(sandbox) The query has no column '${name}' there.`,
  });
}
