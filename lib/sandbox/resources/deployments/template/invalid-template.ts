import { AzureError } from "../../../errors";
import { TemplateLanguageError } from "../expressions/expression";

/**
 * 400 of a template that does not hold together.
 *
 * Azure's texts say "at line '1' and column '447'" too. The sandbox has no lines and columns and leaves that out; the path it tells.
 */
export function invalidTemplate(reason: string, path = ""): AzureError {
  return violation(`Deployment template validation failed: '${reason}'.`, path);
}

/** 400 of a template that has something Azure knows and the sandbox does not: refused by name, never skipped. */
export function notSupported(what: string, path = ""): AzureError {
  return violation(
    `(sandbox) Deployment template validation failed: '${what} is not supported by the sandbox.'.`,
    path,
  );
}

/** 400 of a template whose JSON has not the form of one. */
export function templateParseFailed(reason: string, path = ""): AzureError {
  return violation(`Deployment template parse failed: '${reason}'.`, path);
}

function violation(message: string, path: string): AzureError {
  return new AzureError(400, "InvalidTemplate", message, {
    additionalInfo: [{ type: "TemplateViolation", info: { lineNumber: 0, linePosition: 0, path } }],
  });
}

/** Does something with expressions; what is wrong with one is told with the place of it. */
export function inTemplate<T>(describe: (reason: string) => string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateLanguageError) throw invalidTemplate(describe(error.message), path);
    throw error;
  }
}
