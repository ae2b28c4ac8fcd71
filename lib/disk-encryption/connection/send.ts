import type { TokenCredential } from "@azure/core-auth";
import { createHttpPoller, type OperationResponse } from "@azure/core-lro";
import {
  bearerTokenAuthenticationPolicy,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  RestError,
  type HttpClient,
  type Pipeline,
  type PipelineRequestOptions,
} from "@azure/core-rest-pipeline";

import { defined } from "@runbooks/azure";
import { apiVersionOf } from "./api-versions";
import type { Cloud } from "./cloud";
import { otherHost, refusalIn } from "./resource-manager";
import type { Send } from "./sending";

/** Makes the sender of one connection, on its transport. */
export function createSender(
  { resourceManagerEndpoint }: Pick<Cloud, "resourceManagerEndpoint">,
  credential: TokenCredential,
  transport: HttpClient,
): Send {
  return (request, { body = request.body, once = false } = {}) => {
    const { endpoint = resourceManagerEndpoint } = request;
    const pipeline = pipelineTo(audienceOf(request.endpoint) ?? resourceManagerEndpoint, credential, once);

    const apiVersion = apiVersionOf(request);

    async function exchange(options: PipelineRequestOptions): Promise<OperationResponse> {
      // The token is for this host alone: an operation that is to be looked at elsewhere is none of Azure's.
      const url = new URL(options.url, endpoint);
      if (url.origin !== new URL(endpoint).origin) throw otherHost(url);
      if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", apiVersion);
      const sent = createPipelineRequest({ ...options, url: url.href });
      sent.headers.set("accept", "application/json");
      const response = await pipeline.sendRequest(transport, sent);
      const { status, headers, bodyAsText } = response;
      if (status >= 300) throw refusalIn({ status, body: bodyAsText ?? "" }, { request: sent, response });
      const answer = answerIn(bodyAsText, status);
      return {
        flatResponse: answer,
        rawResponse: {
          statusCode: status,
          headers: headers.toJSON(),
          body: answer,
          request: { method: sent.method, url: sent.url },
        },
      };
    }

    return createHttpPoller(
      {
        sendInitialRequest: async () =>
          withoutPlaceOfResource(
            await exchange({
              method: request.method,
              url: encodeURI(request.path),
              ...(body === undefined
                ? {}
                : {
                    body: JSON.stringify(body),
                    headers: createHttpHeaders({ "content-type": "application/json" }),
                  }),
            }),
          ),
        sendPollRequest: (url, { abortSignal } = {}) => exchange({ url, ...defined({ abortSignal }) }),
      },
      { resourceLocationConfig: "location" },
    );
  };
}

/**
 * The first answer without a `Location` that says where a resource is, as it comes with a new managed identity: the poller takes each for the place
 * of an operation that goes on.
 */
function withoutPlaceOfResource(answer: OperationResponse): OperationResponse {
  const { rawResponse } = answer;
  const { location, ...headers } = rawResponse.headers;
  const ACCEPTED = 202;
  const goesOn =
    rawResponse.statusCode === ACCEPTED ||
    headers["azure-asyncoperation"] !== undefined ||
    headers["operation-location"] !== undefined;
  return location === undefined || goesOn ? answer : { ...answer, rawResponse: { ...rawResponse, headers } };
}

function pipelineTo(audience: string, credential: TokenCredential, once: boolean): Pipeline {
  const pipeline = createPipelineFromOptions(once ? { retryOptions: { maxRetries: 0 } } : {});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${audience}/.default` }));
  return pipeline;
}

/** Whom a token for a vault is for: `https://vault.azure.net` for `https://kv-contoso.vault.azure.net`. */
function audienceOf(vaultEndpoint: string | undefined): string | undefined {
  return vaultEndpoint?.replace(/^https:\/\/[^.]+\./, "https://");
}

/**
 * @throws RestError `PARSE_ERROR` for what is no JSON, without the answer itself: it may hold a secret.
 */
function answerIn(text: string | null | undefined, statusCode: number): Record<string, unknown> | undefined {
  if (text === undefined || text === null || text === "") return undefined;
  try {
    const answer: unknown = JSON.parse(text);
    if (isRecord(answer)) return answer;
  } catch {
    // Said below.
  }
  throw new RestError("The answer can't be read.", { code: RestError.PARSE_ERROR, statusCode });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
