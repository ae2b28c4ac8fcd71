import type { TokenCredential } from "@azure/core-auth";
import { AzureCliCredential, ChainedTokenCredential, EnvironmentCredential } from "@azure/identity";

import type { Cloud } from "./cloud";

/** Environment variables, then the Azure CLI's login: the CLI knows its cloud itself (`az cloud set`). */
export function liveCredential(cloud: Cloud): TokenCredential {
  return new ChainedTokenCredential(
    new EnvironmentCredential({ authorityHost: cloud.loginEndpoint }),
    new AzureCliCredential(),
  );
}
