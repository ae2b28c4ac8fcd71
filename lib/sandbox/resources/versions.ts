/** api-versions of subscriptions, locations and tenants. */
export const subscriptionVersions: readonly string[] = [
  "2016-06-01",
  "2019-06-01",
  "2019-11-01",
  "2020-01-01",
  "2021-01-01",
  "2022-12-01",
];

/** api-versions of resource groups, tags, providers and the generic list of resources. Key Vault's client still asks for 2015-11-01. */
export const resourceVersions: readonly string[] = [
  "2015-11-01",
  "2018-05-01",
  "2019-10-01",
  "2020-06-01",
  "2020-10-01",
  "2021-04-01",
  "2022-09-01",
  "2024-03-01",
  "2024-11-01",
  "2025-03-01",
  "2025-04-01",
];
