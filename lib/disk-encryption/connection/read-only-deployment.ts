import { z } from "zod";

import type { PlannedRequest } from "./changes";

const preview =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.Resources\/deployments\/[^/]+\/(?:validate|whatIf)$/i;

/** The template itself, and not a link to one: what is shown is what is evaluated. Incremental: nothing that is there is meant to go. */
const body = z.strictObject({
  properties: z.strictObject({
    mode: z.literal("Incremental"),
    template: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), z.unknown()).optional(),
  }),
});

/**
 * Whether a request asks what a deployment would do: POST to `validate` or `whatIf` of a deployment in a resource group. Azure makes nothing
 * for it.
 *
 * @see "ARM template deployment what-if operation", Microsoft Learn, read 2026-11-25
 */
export function isDeploymentPreview(request: PlannedRequest): boolean {
  return request.method === "POST" && preview.test(request.path) && body.safeParse(request.body).success;
}
