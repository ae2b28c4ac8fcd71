/** The Azure clouds, by name. */
export const cloudNames = ["public", "us-government", "china"] as const;
export type CloudName = (typeof cloudNames)[number];

/** Where a cloud is met. */
export interface Cloud {
  readonly name: CloudName;
  readonly resourceManagerEndpoint: string;
  /** Microsoft Entra of the cloud, where a service principal signs in. */
  readonly loginEndpoint: string;
}

/** Endpoints of the clouds (Azure CLI, `az cloud list`, 2026). */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: "public",
    resourceManagerEndpoint: "https://management.azure.com",
    loginEndpoint: "https://login.microsoftonline.com",
  },
  "us-government": {
    name: "us-government",
    resourceManagerEndpoint: "https://management.usgovcloudapi.net",
    loginEndpoint: "https://login.microsoftonline.us",
  },
  china: {
    name: "china",
    resourceManagerEndpoint: "https://management.chinacloudapi.cn",
    loginEndpoint: "https://login.chinacloudapi.cn",
  },
};
