import { fail, MODULE_STATES_NO_RULE, notApplicable, pass, strictest, whenKnown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";

/**
 * Encryption at host, where it was asked for, needs a size that can do it and the subscription's feature. The module does not know it.
 *
 * @see "Use the Azure portal to enable end-to-end encryption using encryption at host", Prerequisites, 2024-10-22
 */
export const newVmEncryptionAtHost: NewVirtualMachineCheck = (
  { request, size, encryptionAtHostFeature: feature },
  edition,
) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  if (feature === "none") return notApplicable("Encryption at host was not asked for.");
  const { vmSize, location } = request;
  return strictest(
    whenKnown(
      size,
      `whether ${vmSize} supports encryption at host`,
      `Choose a size that ${location} offers.`,
      ({ encryptionAtHostSupported }) =>
        encryptionAtHostSupported
          ? pass(`${vmSize} supports encryption at host.`)
          : fail(`${vmSize} does not support encryption at host.`, "Choose a size of version 3 or newer."),
    ),
    whenKnown(
      feature,
      "whether the feature of encryption at host is registered",
      "See that you may read the subscription's features (Microsoft.Features/providers/features/read).",
      ({ name, state }) =>
        state.toLowerCase() === "registered"
          ? pass(`Feature ${name} is registered.`)
          : fail(
              `Feature ${name} is ${state}.`,
              "Register it and wait until it is Registered: hostEncryption.plan(...) does, or on live Azure az feature register --namespace Microsoft.Compute --name EncryptionAtHost.",
            ),
    ),
  );
};
