import type { TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createPipelineRequest,
  decompressResponsePolicy,
  defaultRetryPolicy,
  RestError,
  type HttpClient,
  type RestErrorOptions,
} from "@azure/core-rest-pipeline";
import { z } from "zod";

import { defined, RunbookError } from "@runbooks/azure";
import { azureError } from "./azure-error";
import type { Cloud } from "./cloud";
import type { RawAnswer } from "./raw-answer";

/** Reads Resource Manager past Azure's clients: lists that none of those in use covers, and pages of which only a few fields are looked at. */
export interface ResourceManagerReader {
  /**
   * Sends one GET, once, and gives the answer as it came: a refusal is an answer too, and nothing is sent again. For whoever paces requests
   * by the quotas that the headers tell.
   *
   * @param url - path from the endpoint's root with its query, or a whole URL that an answer named (`nextLink`).
   * @throws RunbookError `AzureOperationFailed` for a URL that leads to another host: the token is not for it. What the network and the
   *   credential throw.
   */
  get(url: string, signal?: AbortSignal): Promise<RawAnswer>;
  /**
   * All entries of a list, page by page.
   *
   * @param path - from the endpoint's root, e.g. `/subscriptions`.
   * @throws RunbookError with Azure's code.
   */
  list(path: string, apiVersion: string): Promise<readonly unknown[]>;
}

const page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });
const said = z.object({ code: z.string(), message: z.string().default("Azure said no more.") });
// Compute refuses for the rate without the wrapper ("Troubleshooting API throttling errors", 2024-04-15).
const failure = z.union([z.object({ error: said }), said]);

/** Makes the reader of one connection, on its transport. */
export function createResourceManagerReader(
  { resourceManagerEndpoint }: Cloud,
  credential: TokenCredential,
  transport: HttpClient,
): ResourceManagerReader {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(defaultRetryPolicy());
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({ credential, scopes: `${resourceManagerEndpoint}/.default` }),
  );

  const once = createEmptyPipeline();
  once.addPolicy(decompressResponsePolicy());
  once.addPolicy(
    bearerTokenAuthenticationPolicy({ credential, scopes: `${resourceManagerEndpoint}/.default` }),
  );

  async function read(url: string): Promise<unknown> {
    const request = createPipelineRequest({ url });
    const response = await pipeline.sendRequest(transport, request);
    if (response.status === 200) return JSON.parse(response.bodyAsText ?? "{}");
    throw refusalIn({ status: response.status, body: response.bodyAsText ?? "" }, { request, response });
  }

  return {
    get: async (target, signal) => {
      const url = new URL(target, resourceManagerEndpoint);
      if (url.origin !== new URL(resourceManagerEndpoint).origin) throw otherHost(url);
      const request = createPipelineRequest({
        url: url.href,
        ...defined({ abortSignal: signal }),
      });
      const { status, headers, bodyAsText } = await once.sendRequest(transport, request);
      return { status, headers, body: bodyAsText ?? "" };
    },
    list: async (path, apiVersion) => {
      try {
        const entries: unknown[] = [];
        let url: string | null | undefined = `${resourceManagerEndpoint}${path}?api-version=${apiVersion}`;
        while (url !== null && url !== undefined) {
          const { value, nextLink }: z.infer<typeof page> = page.parse(await read(url));
          entries.push(...value);
          url = nextLink;
        }
        return entries;
      } catch (error) {
        throw azureError(error, `reading ${path}`);
      }
    },
  };
}

/** What a refused answer says, as Azure's clients would throw it. */
export function refusalIn(
  { status, body }: Pick<RawAnswer, "status" | "body">,
  sent: Pick<RestErrorOptions, "request" | "response"> = {},
): RestError {
  const parsed = failure.safeParse(jsonOf(body));
  const { code, message } = parsed.success
    ? "error" in parsed.data
      ? parsed.data.error
      : parsed.data
    : { code: `Http${status}`, message: `HTTP status ${status}.` };
  return new RestError(message, { code, statusCode: status, ...sent });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The error for an answer that leads to another host than the one that was asked. */
export const otherHost = ({ host }: URL): RunbookError =>
  new RunbookError(
    "AzureOperationFailed",
    `An answer of Azure leads on to ${host}, which was not asked.`,
    "Something on the way, such as a proxy, changed the answer. Read it again.",
    // No verdict of Azure's, as an answer that was lost is none.
    { cause: new RestError(`${host} was not asked.`) },
  );
