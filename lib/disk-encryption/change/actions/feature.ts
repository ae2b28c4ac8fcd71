import { RunbookError } from "@runbooks/azure";
import { readSubscriptionFeature } from "../../observe/read-subscription-feature";
import type { ActionKind } from "./action-kind";
import { clientsOf } from "../../connection/clients";

/** Registers a feature of a subscription; Azure takes minutes over it. */
export interface RegisterFeature {
  readonly kind: "register-feature";
  readonly subscriptionId: string;
  readonly provider: string;
  readonly feature: string;
}

/** Registers a resource provider anew, once a feature of it is registered: only then the feature holds. */
export interface RegisterProvider {
  readonly kind: "register-provider";
  readonly subscriptionId: string;
  readonly provider: string;
  /** The feature that is waited for. */
  readonly feature: string;
}

export const registerFeature: ActionKind<RegisterFeature> = {
  request: ({ subscriptionId, provider, feature }) => ({
    method: "POST",
    path: `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/${provider}/features/${feature}/register`,
  }),
};

const POLL_INTERVAL_IN_MS = 15_000;
/** Features that Microsoft approves by hand stay pending for days; encryption at host is not one of them. */
const LONGEST_REGISTRATION_IN_MS = 60 * 60_000;

export const registerProvider: ActionKind<RegisterProvider> = {
  request: ({ subscriptionId, provider }) => ({
    method: "POST",
    path: `/subscriptions/${subscriptionId}/providers/${provider}/register`,
  }),
  perform: async (azure, action, send, { signal, onProgress }) => {
    const { subscriptionId, provider } = action;
    const { providers } = clientsOf(azure).resources(subscriptionId);
    await send(registerProvider.request(action));
    const startedAtInMs = azure.clock.now().getTime();
    // Its answer comes at once; the provider goes by its features only once it is through.
    for (;;) {
      const { registrationState = "" } = await providers.get(provider);
      if (registrationState.toLowerCase() === "registered") return;
      const elapsedInMs = azure.clock.now().getTime() - startedAtInMs;
      if (elapsedInMs >= LONGEST_REGISTRATION_IN_MS) throw stillRegistering(provider, registrationState);
      onProgress?.({ status: registrationState, elapsedInMs });
      await azure.clock.wait(POLL_INTERVAL_IN_MS, signal);
    }
  },
  until: async (azure, { subscriptionId, provider, feature }, { signal, onProgress }) => {
    const startedAtInMs = azure.clock.now().getTime();
    for (;;) {
      const fact = await readSubscriptionFeature(azure, subscriptionId, { provider, feature });
      const elapsedInMs = azure.clock.now().getTime() - startedAtInMs;
      if (fact.kind === "known" && fact.value.state.toLowerCase() === "registered") return true;
      if (fact.kind === "missing" || elapsedInMs >= LONGEST_REGISTRATION_IN_MS) {
        throw new RunbookError(
          "AzureOperationFailed",
          `Feature ${provider}/${feature} is not registered: ${fact.kind === "missing" ? fact.reason : `Azure says ${fact.value.state}`}.`,
          `Look at it (on live Azure: az feature show --namespace ${provider} --name ${feature}), then plan again.`,
        );
      }
      onProgress?.({ status: fact.value.state, elapsedInMs });
      await azure.clock.wait(POLL_INTERVAL_IN_MS, signal);
    }
  },
};

const stillRegistering = (provider: string, state: string): RunbookError =>
  new RunbookError(
    "AzureOperationFailed",
    `Provider ${provider} is not registered: Azure says ${state}.`,
    `Look at it (on live Azure: az provider show --namespace ${provider}), then plan again.`,
  );
