/** The Azure clouds, by name. */
export const cloudNames = ["public", "us-government", "china"] as const;
export type CloudName = (typeof cloudNames)[number];

/** Where a cloud is met. */
export interface Cloud {
  readonly name: CloudName;
  readonly resourceManagerEndpoint: string;
  readonly loginEndpoint: string;
  /** What follows a vault's name in its host. */
  readonly keyVaultDnsSuffix: string;
}

/** Endpoints of the clouds (Azure CLI, `az cloud list`, 2026). */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: "public",
    resourceManagerEndpoint: "https://management.azure.com",
    loginEndpoint: "https://login.microsoftonline.com",
    keyVaultDnsSuffix: "vault.azure.net",
  },
  "us-government": {
    name: "us-government",
    resourceManagerEndpoint: "https://management.usgovcloudapi.net",
    loginEndpoint: "https://login.microsoftonline.us",
    keyVaultDnsSuffix: "vault.usgovcloudapi.net",
  },
  china: {
    name: "china",
    resourceManagerEndpoint: "https://management.chinacloudapi.cn",
    loginEndpoint: "https://login.chinacloudapi.cn",
    keyVaultDnsSuffix: "vault.azure.cn",
  },
};
