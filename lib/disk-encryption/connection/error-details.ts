import { RestError } from "@azure/core-rest-pipeline";
import { z } from "zod";

/** What Resource Manager says went wrong, as it wraps it: a general error around those that tell. */
export interface ErrorDetail {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly ErrorDetail[];
}

export const errorDetail: z.ZodType<ErrorDetail> = z.lazy(() =>
  z.object({
    code: z.string().exactOptional(),
    message: z.string().exactOptional(),
    details: z.array(errorDetail).exactOptional(),
  }),
);
const failure = z.object({ error: errorDetail });

/** The error in the body of an answer, with all that is inside of it; undefined where there is none. */
export function errorDetailIn(thrown: unknown): ErrorDetail | undefined {
  const inner = thrown instanceof Error && thrown.cause instanceof RestError ? thrown.cause : thrown;
  if (!(inner instanceof RestError)) return undefined;
  try {
    return failure.parse(JSON.parse(inner.response?.bodyAsText ?? "")).error;
  } catch {
    return undefined;
  }
}

/** The innermost errors, or the one that wraps nothing. */
export function innermostErrors(
  error: ErrorDetail,
): readonly { readonly code: string; readonly message: string }[] {
  const { code = "", message = "", details = [] } = error;
  return details.length === 0 ? [{ code, message }] : details.flatMap(innermostErrors);
}
