import type { TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createPipelineRequest,
  defaultRetryPolicy,
  RestError,
  type HttpClient,
} from "@azure/core-rest-pipeline";
import { z } from "zod";

import { azureError } from "./azure-error";
import type { Cloud } from "./cloud";

/** Reads lists of Resource Manager that none of Azure's clients in use covers. */
export interface ResourceManagerReader {
  /**
   * All entries of a list, page by page.
   *
   * @param path - from the endpoint's root, e.g. `/subscriptions`.
   * @throws RunbookError with Azure's code.
   */
  list(path: string, apiVersion: string): Promise<readonly unknown[]>;
}

const page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });
const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

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

  async function read(url: string): Promise<unknown> {
    const request = createPipelineRequest({ url });
    const response = await pipeline.sendRequest(transport, request);
    const body: unknown = JSON.parse(response.bodyAsText ?? "{}");
    if (response.status === 200) return body;
    const parsed = failure.safeParse(body);
    const { code, message } = parsed.success
      ? parsed.data.error
      : { code: `Http${response.status}`, message: `HTTP status ${response.status}.` };
    throw new RestError(message, { code, statusCode: response.status, request, response });
  }

  return {
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
