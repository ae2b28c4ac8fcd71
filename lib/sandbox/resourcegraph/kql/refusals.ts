import { defined } from "@runbooks/azure";
import { AzureError, type AzureErrorDetail } from "../../errors";
import type { Token } from "./tokens";

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
