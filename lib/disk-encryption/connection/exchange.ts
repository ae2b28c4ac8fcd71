/** What the sandbox offers the transport: the web's own `fetch`, inside the process. */
export interface InProcessService {
  fetch(request: Request): Promise<Response>;
}

/** One exchange as the transport saw it: for contract tests and for an operator who wants to see the wire. No token, no secret. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}
