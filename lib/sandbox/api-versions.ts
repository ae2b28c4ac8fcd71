/** api-versions of the Compute provider's VM resources that the sandbox accepts: those of the clients, of the Azure CLI and of public quickstart templates. */
export const computeVersions: readonly string[] = [
  "2017-03-30",
  "2019-03-01",
  "2019-07-01",
  "2020-06-01",
  "2020-12-01",
  "2021-03-01",
  "2021-07-01",
  "2021-11-01",
  "2022-03-01",
  "2022-08-01",
  "2022-11-01",
  "2023-03-01",
  "2023-07-01",
  "2023-09-01",
  "2024-03-01",
  "2024-07-01",
  "2024-11-01",
  "2025-04-01",
  "2026-03-01",
  "2026-04-01",
];

/** api-versions of disks and snapshots. */
export const diskVersions: readonly string[] = [
  "2022-07-02",
  "2023-01-02",
  "2023-04-02",
  "2023-10-02",
  "2024-03-02",
  "2025-01-02",
  "2026-03-02",
];

/** api-versions of disk encryption sets: the Azure CLI still sends an older one (recorded in 2024). */
export const diskEncryptionSetVersions: readonly string[] = ["2022-03-02", ...diskVersions];

/** The api-version of `Microsoft.Compute/skus`; it has been one since 2021. */
export const skuVersions: readonly string[] = ["2021-07-01"];

/** api-versions of Microsoft.Network that the sandbox accepts: those of public quickstart templates and of `networkApiVersion`. */
export const networkVersions: readonly string[] = [
  "2015-06-15",
  "2016-03-30",
  "2017-04-01",
  "2017-06-01",
  "2018-08-01",
  "2018-11-01",
  "2019-08-01",
  "2019-09-01",
  "2019-11-01",
  "2020-05-01",
  "2020-06-01",
  "2020-08-01",
  "2020-11-01",
  "2021-02-01",
  "2021-03-01",
  "2021-05-01",
  "2021-08-01",
  "2022-01-01",
  "2022-05-01",
  "2022-07-01",
  "2022-11-01",
  "2023-02-01",
  "2023-04-01",
  "2023-05-01",
  "2023-06-01",
  "2023-09-01",
  "2023-11-01",
  "2024-01-01",
  "2024-03-01",
  "2024-05-01",
];

/** api-versions of Microsoft.Features; @azure/arm-features 3.1 sends the last. */
export const featureVersions: readonly string[] = ["2015-12-01", "2021-07-01"];

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

/** api-versions of deployments: those of public templates and scripts, and of the client (2025-03-01). */
export const deploymentVersions: readonly string[] = [
  "2015-01-01",
  "2015-11-01",
  "2016-02-01",
  "2016-09-01",
  "2017-05-10",
  "2018-02-01",
  "2018-05-01",
  "2019-03-01",
  "2019-05-01",
  "2019-05-10",
  "2019-07-01",
  "2019-08-01",
  "2019-10-01",
  "2020-06-01",
  "2020-08-01",
  "2020-10-01",
  "2021-01-01",
  "2021-04-01",
  "2022-09-01",
  "2023-07-01",
  "2024-03-01",
  "2024-07-01",
  "2024-11-01",
  "2025-03-01",
  "2025-04-01",
];

/** api-versions of Azure Compute Gallery; @azure/arm-compute 24.1 sends the last. */
export const galleryVersions: readonly string[] = ["2022-03-03", "2023-07-03", "2024-03-03", "2025-03-03"];

/** api-versions of user-assigned identities: those of the clients and of the Azure CLI. */
export const identityVersions: readonly string[] = [
  "2018-11-30",
  "2022-01-31-preview",
  "2023-01-31",
  "2024-11-30",
];

/** api-versions of Azure Resource Graph. */
export const resourceGraphVersions: readonly string[] = [
  "2021-03-01",
  "2021-06-01-preview",
  "2022-10-01",
  "2024-04-01",
];

/** api-versions of the Key Vault provider: those of the clients, of the Azure CLI and of public quickstart templates. */
export const vaultVersions: readonly string[] = [
  "2016-10-01",
  "2018-02-14",
  "2019-09-01",
  "2021-10-01",
  "2022-07-01",
  "2023-02-01",
  "2023-07-01",
  "2024-11-01",
  "2025-05-01",
  "2026-02-01",
];

/** api-versions of a vault's data plane: those of the clients and of the Azure CLI. */
export const vaultDataVersions: readonly string[] = [
  "7.4",
  "7.5-preview.1",
  "7.5",
  "7.6-preview.2",
  "7.6",
  "2025-07-01",
];
