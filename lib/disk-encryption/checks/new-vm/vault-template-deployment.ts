import { sameResourceId } from "@runbooks/azure";
import type { Verdict } from "../finding";
import { fail, inWords, notApplicable, pass, unknown, whenKnown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";
import type { NewVirtualMachineDeployment } from "./facts";

/**
 * Azure Resource Manager may read the vault where a template deployment needs it to: by the module always, by the current documents where
 * the deployment's parameters take a secret out of it.
 *
 * @see "Use Azure Key Vault to pass secure parameter value during deployment", 2023-06-22
 */
export const vaultTemplateDeployment: NewVirtualMachineCheck = (facts, edition) => {
  if (facts.method.kind === "calls")
    return notApplicable("The VM is made call by call; the setting is for template deployments.");
  return edition === "module" ? byModule(facts) : byCurrent(facts, facts.method.secretVaultIds);
};

/** A vault's setting: its label in the portal, and what asks planKeyVault for it. */
const settings = {
  enabledForDeployment: { label: "Azure Virtual Machines for deployment", wish: "forDeployment" },
  enabledForTemplateDeployment: {
    label: "Azure Resource Manager for template deployment",
    wish: "forTemplateDeployment",
  },
} as const;
type Setting = keyof typeof settings;

function byModule({ request, keyVault }: NewVirtualMachineDeployment): Verdict {
  if (request.encryption.kind === "server-side")
    return notApplicable("The deployment has no key vault of Azure Disk Encryption.");
  return evaluate(keyVault, ["enabledForDeployment", "enabledForTemplateDeployment"]);
}

function byCurrent({ keyVault }: NewVirtualMachineDeployment, secretVaultIds: readonly string[]): Verdict {
  if (secretVaultIds.length === 0)
    return pass("The deployment's parameters take no secret out of a vault, so that no setting is needed.");
  const [other] = secretVaultIds.filter(
    (id) => keyVault.kind !== "known" || !sameResourceId(id, keyVault.value.id),
  );
  return other === undefined
    ? evaluate(keyVault, ["enabledForTemplateDeployment"])
    : unknown(
        `whether vault ${other}, out of which a parameter takes a secret, has enabledForTemplateDeployment on`,
        "Keep the secret in the vault that was observed, or hand it to apply.",
      );
}

function evaluate(keyVault: NewVirtualMachineDeployment["keyVault"], needed: readonly Setting[]): Verdict {
  const words = (names: readonly Setting[]): string =>
    inWords(names.map((name) => `"${settings[name].label}" (${name})`));
  const hint = "Name a key vault that you may read.";
  return whenKnown(keyVault, "the vault's access settings", hint, (vault) => {
    const off = needed.filter((name) => !vault[name]);
    const wishes = off.map((name) => `${settings[name].wish}: true`).join(", ");
    return off.length === 0
      ? pass(`Vault ${vault.name} has on: ${words(needed)}.`)
      : fail(
          `Vault ${vault.name} has off: ${words(off)}.`,
          `Plan the vault with planKeyVault and { ${wishes} }, or tick ${off.length === 1 ? "it" : "them"} in its access configuration.`,
        );
  });
}
