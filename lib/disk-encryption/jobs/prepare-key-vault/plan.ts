import { type Fact, type KeyVault, sameRegion } from "@runbooks/azure";
import { parseKeyVaultId } from "../../observe/read-key-vault";
import { type Plan, type StepContent } from "../../change/plan";
import { ABSENT, keyVaultState } from "../../change/state";
import { commonLacks, mendSteps } from "./mend";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";

/** The vault that Azure Disk Encryption should have. */
export interface KeyVaultRequest {
  /** Full resource id of the vault, there or not. */
  readonly keyVaultId: string;
  /** Region of the VMs: a new vault is made there. */
  readonly location: string;
  readonly tenantId: string;
  /** Let Azure's compute provider read the vault's secrets while a VM is created that refers to them. */
  readonly forDeployment?: true;
  /** Let Resource Manager read the vault's secrets for template deployments that refer to them. */
  readonly forTemplateDeployment?: true;
  /** A key encryption key to create where the vault is to have one. */
  readonly keyEncryptionKey?: { readonly name: string; readonly keySizeInBits: 2048 | 3072 | 4096 };
}

/**
 * Plans what a vault lacks for Azure Disk Encryption: creates it, or repairs the disk-encryption flag, soft delete, purge protection and the
 * firewall's bypass, and the deployment settings that were wished for; then the key encryption key. An existing vault's permission model is
 * left as it is, and no setting is switched off. Pure.
 *
 * @param vault - the vault as it was read; absent: it is created.
 * @throws RunbookError `PlanBlocked` where the vault could not be read, so that nobody knows whether it is there.
 */
export function planKeyVault(vault: Fact<KeyVault>, request: KeyVaultRequest): Plan {
  const { name, id } = parseKeyVaultId(request.keyVaultId);
  const vaultSteps = vault.kind === "known" ? repairSteps(vault.value, request) : [createStep(name, request)];
  if (vault.kind === "missing" && vault.absent !== true) {
    // Creating it would replace the settings of a vault that may well be there.
    throw planBlocked(
      `Vault ${name} could not be read: ${vault.reason}`,
      "Get the right to read it, or name another vault; only one that is not there is created.",
    );
  }
  const key = request.keyEncryptionKey;
  const steps: StepContent[] = [
    ...vaultSteps,
    ...(key === undefined
      ? []
      : [
          {
            title: `Create key encryption key ${key.name} (RSA ${key.keySizeInBits}) where it is not there`,
            action: { kind: "create-key", vaultId: id, keyName: key.name, keySizeInBits: key.keySizeInBits },
            impact: "none",
            undo: { kind: "possible", how: "delete the key, as long as no disk was encrypted with it" },
          } as const,
        ]),
  ];
  return definePlan({
    job: "prepare-key-vault",
    target: { id, name },
    steps,
    touches: [vault.kind === "known" ? keyVaultState(vault.value) : { id: id.toLowerCase(), state: ABSENT }],
    warnings: [
      ...(steps.some(({ undo }) => undo.kind === "impossible") ? [PURGE_PROTECTION_WARNING] : []),
      ...(vault.kind === "known" ? regionWarnings(vault.value, request) : []),
    ],
  });
}

const PURGE_PROTECTION_WARNING =
  "Purge protection can't be switched off again: the vault's keys then outlive a deletion by its retention days.";

/** A plan can't mend this: a vault stays where it was made. */
function regionWarnings(vault: KeyVault, { location }: KeyVaultRequest): readonly string[] {
  return sameRegion(vault.location, location)
    ? []
    : [
        `Vault ${vault.name} is in ${vault.location}, the VMs are in ${location}: Azure Disk Encryption needs a vault in their region, and a vault can't be moved.`,
      ];
}

function createStep(name: string, request: KeyVaultRequest): StepContent {
  const { keyVaultId, location, tenantId, forDeployment, forTemplateDeployment } = request;
  return {
    title: `Create vault ${name} in ${location}, for disk encryption, with role-based permissions`,
    action: {
      kind: "create-key-vault",
      vaultId: keyVaultId,
      location,
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enabledForDiskEncryption: true,
        ...(forDeployment === true ? { enabledForDeployment: true } : {}),
        ...(forTemplateDeployment === true ? { enabledForTemplateDeployment: true } : {}),
        enableSoftDelete: true,
        enablePurgeProtection: true,
      },
    },
    impact: "none",
    undo: { kind: "impossible", because: "purge protection keeps a deleted vault for its retention days" },
  };
}

function repairSteps(
  vault: KeyVault,
  { forDeployment, forTemplateDeployment }: KeyVaultRequest,
): readonly StepContent[] {
  return mendSteps(vault, [
    [
      !vault.enabledForDiskEncryption,
      "Azure Disk Encryption for volume encryption",
      { enabledForDiskEncryption: true },
    ],
    [
      forDeployment === true && !vault.enabledForDeployment,
      "Azure Virtual Machines for deployment",
      { enabledForDeployment: true },
    ],
    [
      forTemplateDeployment === true && !vault.enabledForTemplateDeployment,
      "Azure Resource Manager for template deployment",
      { enabledForTemplateDeployment: true },
    ],
    ...commonLacks(vault),
  ]);
}

/**
 * The size that a key encryption key needs for a guest: 3072 bits or more for Windows Server 2022 and later and Windows 11, 2048 for others.
 *
 * @param osBuild - build number of a Windows guest; undefined for Linux, or where it is not known (then the larger size is right everywhere).
 * @see "Azure Disk Encryption for Windows VMs FAQ", 2024-02-20
 */
export function keySizeForGuest(osType: "Windows" | "Linux", osBuild?: number): 2048 | 4096 {
  const WINDOWS_SERVER_2022_BUILD = 20348;
  if (osType === "Linux") return 2048;
  return osBuild !== undefined && osBuild < WINDOWS_SERVER_2022_BUILD ? 2048 : 4096;
}
