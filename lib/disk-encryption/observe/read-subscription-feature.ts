import { type Fact, known, missing, type SubscriptionFeature } from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";

/** Reads whether a subscription has registered a feature; missing where it can't be read. */
export async function readSubscriptionFeature(
  azure: Connection,
  subscriptionId: string,
  { provider, feature }: { readonly provider: string; readonly feature: string },
): Promise<Fact<SubscriptionFeature>> {
  const name = `${provider}/${feature}`;
  try {
    const { properties } = await clientsOf(azure).features(subscriptionId).features.get(provider, feature);
    return properties?.state === undefined
      ? missing(`Azure's answer for feature ${name} has no state`)
      : known(
          { subscriptionId, name, state: properties.state },
          `GET Microsoft.Features/providers/${provider}/features/${feature}`,
        );
  } catch (error) {
    return missing(azureError(error, `reading feature ${name}`).message);
  }
}
