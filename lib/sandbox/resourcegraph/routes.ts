import type { Route } from "../http";
import { queryResources } from "./query-resources";

/**
 * Azure Resource Graph. Any caller may ask: what the caller may not read is left out of the answer ("Overview of Azure Resource Graph", Permissions).
 */
export const resourceGraphRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/providers/Microsoft.ResourceGraph/resources",
    apiVersions: ["2021-03-01", "2021-06-01-preview", "2022-10-01", "2024-04-01"],
    handler: queryResources,
  },
];
