import { z } from "zod";

const query = z.strictObject({
  query: z.string(),
  subscriptions: z.array(z.string()).optional(),
  managementGroups: z.array(z.string()).optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  facets: z.array(z.record(z.string(), z.unknown())).optional(),
});

/**
 * Whether a request to Resource Manager is a query of Azure Resource Graph, which goes as a POST and only reads.
 *
 * @see "Understanding the Azure Resource Graph query language", Microsoft Learn: the language has no operator that changes anything
 */
export function isResourceGraphQuery(method: string, path: string, body: unknown): boolean {
  return (
    method === "POST" &&
    path.toLowerCase() === "/providers/microsoft.resourcegraph/resources" &&
    query.safeParse(body).success
  );
}
