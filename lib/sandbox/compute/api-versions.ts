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
