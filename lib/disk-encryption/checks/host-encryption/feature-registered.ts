import type { Check } from "../check";
import { fail, MODULE_STATES_NO_RULE, pass, whenKnown } from "../verdict";
import type { EncryptionAtHostFacts } from "./facts";

/**
 * The subscription has registered the feature. The module does not know encryption at host.
 *
 * @see "Enable end-to-end encryption using encryption at host", Prerequisites, 2024-10-22
 */
export const featureRegistered: Check<EncryptionAtHostFacts> = ({ feature }, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenKnown(
        feature,
        "whether the subscription has registered encryption at host",
        "See that you may read the subscription's features (Microsoft.Features/providers/features/read).",
        ({ name, state, subscriptionId }) =>
          state.toLowerCase() === "registered"
            ? pass(`Subscription ${subscriptionId} has registered ${name}.`)
            : fail(
                `Feature ${name} of subscription ${subscriptionId} is ${state}.`,
                "Register it: hostEncryption.plan(...) does, or on live Azure az feature register --namespace Microsoft.Compute --name EncryptionAtHost.",
              ),
      );
