/** What is wrong with an expression, in Azure's words; whoever met it says in which resource, variable or output. */
export class TemplateLanguageError extends Error {
  override readonly name = "TemplateLanguageError";
}

/** Adds where Azure's texts send the reader. */
export function languageError(message: string): TemplateLanguageError {
  return new TemplateLanguageError(`${message} Please see https://aka.ms/arm-functions for usage details.`);
}
