import type { KeyVault, KeyVaultFirewall } from "@runbooks/azure";
import type { NetworkAcls, UpdateVaultProperties } from "../../change/actions/key-vault";
import type { StepContent } from "../../change/plan";

/** A setting that a vault may lack: whether it does, what it is called, and what is sent to set it. */
export type Lack = readonly [lacking: boolean, words: string, properties: UpdateVaultProperties];

/** What every vault for disks has to have, whoever uses its keys: it keeps what is deleted, and lets trusted services in. */
export function commonLacks(vault: KeyVault): readonly Lack[] {
  return [
    [!vault.enableSoftDelete, "soft delete", { enableSoftDelete: true }],
    [!vault.enablePurgeProtection, "purge protection", { enablePurgeProtection: true }],
    [
      lacksBypass(vault),
      "the firewall's exception for trusted services",
      { networkAcls: withBypass(vault.networkAcls) },
    ],
  ];
}

/** Sets what a vault lacks, in one request; no step where it lacks nothing. */
export function mendSteps(vault: KeyVault, lacks: readonly Lack[]): readonly StepContent[] {
  const needed = lacks.filter(([lacking]) => lacking);
  if (needed.length === 0) return [];
  return [
    {
      title: `Enable on vault ${vault.name}: ${needed.map(([, words]) => words).join(", ")}`,
      action: {
        kind: "update-key-vault",
        vaultId: vault.id,
        properties: Object.assign(
          {},
          ...needed.map(([, , properties]) => properties),
        ) as UpdateVaultProperties,
      },
      impact: "none",
      undo: vault.enablePurgeProtection
        ? { kind: "possible", how: "switch the same settings off again" }
        : { kind: "impossible", because: "purge protection can't be switched off; the other settings can" },
    },
  ];
}

/** Whether a vault is closed to the network without the exception for trusted services. */
export function lacksBypass({ networkAcls, publicNetworkAccess }: KeyVault): boolean {
  const closed = networkAcls?.defaultAction === "Deny" || publicNetworkAccess === "Disabled";
  return closed && !(networkAcls?.bypass ?? "").includes("AzureServices");
}

/** The firewall as it is, its exceptions included: Azure takes what is sent for the whole of it. */
function withBypass(firewall: KeyVaultFirewall | undefined): NetworkAcls {
  const { defaultAction = "Deny", ipRules, virtualNetworkRules } = firewall ?? {};
  return {
    defaultAction,
    bypass: "AzureServices",
    ...(ipRules === undefined ? {} : { ipRules: ipRules.map((value) => ({ value })) }),
    ...(virtualNetworkRules === undefined
      ? {}
      : { virtualNetworkRules: virtualNetworkRules.map((id) => ({ id })) }),
  };
}
