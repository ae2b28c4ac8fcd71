import type { AnswerHeaders } from "./rate-limit-headers";

/** An answer of Resource Manager as it came, whatever its status. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Not parsed. */
  readonly body: string;
}
