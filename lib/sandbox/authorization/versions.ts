/** api-versions of permissions, role assignments and role definitions. */
export const authorizationVersions: readonly string[] = [
  "2015-07-01",
  "2018-01-01-preview",
  "2018-07-01",
  "2018-09-01-preview",
  "2020-04-01-preview",
  "2020-10-01-preview",
  "2022-04-01",
  "2022-05-01-preview",
];

/** api-versions of policy assignments. */
export const policyVersions: readonly string[] = [
  "2019-06-01",
  "2020-09-01",
  "2021-06-01",
  "2022-06-01",
  "2023-04-01",
  "2024-04-01",
  "2025-01-01",
  "2025-03-01",
];
