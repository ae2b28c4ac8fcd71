import assert from "node:assert/strict";

import type { Edition } from "../../lib/disk-encryption/checks/finding";
import type { ReadinessBlocker } from "../../lib/disk-encryption/checks/readiness";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  type EncryptionFacts,
  evaluate,
  observe,
  planEncryption,
  probeScriptFor,
  readGuest,
  readiness,
  type RequirementId,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { fleetOf, type AnyScenario } from "./any-guest";

const TEN_MINUTES_IN_MS = 600_000;

/** What became of one scenario. */
export interface Outcome {
  /** By the edition that the sandbox enforces, and by no other. `ready`: the runbook would go ahead. */
  readonly predicted: "ready" | "not-ready" | "unknown";
  /** Requirements of the edition that are not met. */
  readonly failed: readonly RequirementId[];
  /** All requirements that keep it from being ready: not met, or not known. */
  readonly blockedBy: readonly RequirementId[];
  /** Whether the probe told what is inside. */
  readonly guestRead: boolean;
  /** In Azure's own words; undefined: Azure did it. */
  readonly refusal?: string;
  /** Of a VM that was ready and not refused: what its guest says of the volumes that were asked for. */
  readonly encrypted?: boolean;
}

/** Evaluates a scenario, then has the sandbox do it in spite of every blocker. */
export async function outcomeOf(given: AnyScenario, edition: Edition): Promise<Outcome> {
  const azure = await connect({ fleet: fleetOf(given), edition });
  const facts = await observed(azure);
  const findings = evaluate(facts);
  const predicted = readiness(findings, edition);
  const blockedBy = idsOf(predicted.blockers);
  const refusal = await refusalOf(azure, facts, edition, blockedBy);
  return {
    predicted: predicted.outcome,
    failed: idsOf(predicted.blockers.filter(({ verdict }) => verdict.outcome === "fail")),
    blockedBy,
    guestRead: facts.guest.kind === "known",
    ...(refusal === undefined ? {} : { refusal }),
    ...(predicted.outcome === "ready" && refusal === undefined
      ? { encrypted: await isEncrypted(azure, facts) }
      : {}),
  };
}

const idsOf = (blockers: readonly ReadinessBlocker[]): readonly RequirementId[] => [
  ...new Set(blockers.map(({ requirement }) => requirement)),
];

async function observed(azure: SandboxConnection): Promise<EncryptionFacts> {
  const facts = await observe(azure, "vm");
  try {
    const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts));
    return await observe(azure, "vm", { guest });
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    return facts;
  }
}

async function refusalOf(
  azure: SandboxConnection,
  facts: EncryptionFacts,
  edition: Edition,
  blockers: readonly RequirementId[],
): Promise<string | undefined> {
  const overrides = blockers.map((requirement) => ({ requirement, reason: "to see what Azure says" }));
  try {
    const plan = planEncryption(facts, { edition, overrides, withoutSnapshots: true });
    await apply(azure, plan, approve(azure, plan, "vm"));
    return undefined;
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    return `${error.code}: ${error.message}`;
  }
}

/** By the guest, which knows; the vault's view is left out, as a vault may be closed to who asks. */
async function isEncrypted(azure: SandboxConnection, facts: EncryptionFacts): Promise<boolean> {
  const script = probeScriptFor(facts);
  const { state } = await watch(azure, "vm", { script, intervalInMs: TEN_MINUTES_IN_MS });
  const { disks } = await verify(azure, "vm", { script });
  const roles = { OS: ["os"], Data: ["data"], All: ["os", "data"] }[facts.volumeType];
  const asked = disks.filter(({ role }) => roles.includes(role));
  return (
    state === "encrypted" &&
    asked.length > 0 &&
    asked.every(
      ({ azureDiskEncryption, confirmedByGuest }) =>
        azureDiskEncryption.state === "encrypted" && confirmedByGuest,
    )
  );
}

/** The vault's and the host's one answer to whatever is wrong between them. */
const hostRefuses = /Failed to send DiskEncryptionData|RUNTIME_E_KEYVAULT_SET_SECRET_FAILED/;

/** In whose words the sandbox refuses what a requirement forbids. Azure's words are often the same for several. */
const refusals: Readonly<Record<RequirementId, RegExp>> = {
  "vm-size": /does not support VM size/,
  "vm-generation": /Generation 2/,
  memory: /GB of memory|Not enough memory/,
  "operating-system":
    /OS distribution is not supported|not supported for OS encryption|end of life|custom image/,
  "vm-agent": /VMAgentStatusCommunicationError|when the VM is not running/,
  "volume-type": /VolumeType/,
  "managed-disks": /unmanaged disk/,
  "disk-types": /does not support disk/,
  "encryption-at-host": /encryption at host/,
  "customer-managed-key": /customer-managed key/,
  networking: new RegExp(
    `can't reach|can't fetch the extension|No response from encryption settings|${hostRefuses.source}`,
  ),
  "group-policy-tpm": /ProtectKeyWithExternalKey failed with 21506950\d\d/,
  "group-policy-recovery-key": /ProtectKeyWithExternalKey failed with 21506950\d\d/,
  "group-policy-compatible": /ProtectKeyWithExternalKey failed with 21506950\d\d|MBAM|directory/i,
  "group-policy-aes-cbc": /AES-CBC/i,
  "windows-volumes":
    /failed with (2147942450|2150695086)|storage spaces|containers|cluster|iSCSI|no formatted and mounted volume|is not mounted|already turned on/,
  "data-volumes": /no data volume/,
  "file-systems": /fstype:|file system/,
  "nested-mounts": /Encryption failed for name|umount \/oldroot/,
  "volume-layout": /LVM OS disk layout|root volume is extended|NVMe/,
  "kernel-modules": /vfat|BEK disk|dm-crypt/,
  fstab: /fstab/,
  selinux: /umount \/oldroot/,
  kdump: /kdump/,
  "vault-region": hostRefuses,
  "vault-subscription": hostRefuses,
  "vault-disk-encryption": hostRefuses,
  "vault-firewall": hostRefuses,
  "secret-lifetime-policy": hostRefuses,
  "key-encryption-key": new RegExp(`KEK|${hostRefuses.source}`),
};

/**
 * Where the documents forbid what Azure's extension does all the same. Each is a difference between the documents and the extension's own source, so
 * the sandbox, which follows the extension, does it.
 */
export const doneAllTheSame: Readonly<Partial<Record<RequirementId, string>>> = {
  memory: "twice the space used on / is asked by the documents; the extension tests 7,000,000 kB alone",
  "operating-system": "the extension's own list (SupportedOS.json) is wider than the documents' table",
  "data-volumes": "the extension succeeds where no data volume is mounted, and encrypts nothing",
  fstab: "the extension encrypts; what is wrong shows at the next start",
};

/**
 * What is wrong with a prediction; undefined: the sandbox did as predicted, for the same reason. Every wrong yes counts.
 *
 * The module edition is evaluated by its own readiness alone. Its sandbox enforces the module's own rules where Azure is stricter today (sizes, 2 GB of
 * memory for a Linux OS volume, unmanaged disks): these differences are not seen here, `readiness` shows them as objections of the newest documents.
 */
export function contradictionOf({
  predicted,
  failed,
  blockedBy,
  guestRead,
  refusal,
  encrypted,
}: Outcome): string | undefined {
  if (predicted === "ready") {
    if (refusal !== undefined) return `the checks allow it, Azure refuses it: ${refusal}`;
    return encrypted === true ? undefined : "the checks allow it, Azure does it, and it is not encrypted";
  }
  if (refusal !== undefined) {
    // Without an answer of the guest, its distribution is the image's; all that only the guest tells is not known, and blocks.
    const askable = guestRead ? blockedBy : [...blockedBy, "operating-system" as const];
    return askable.some((requirement) => refusals[requirement].test(refusal))
      ? undefined
      : `blocked by ${blockedBy.join(", ")}; Azure refuses it for another reason: ${refusal}`;
  }
  return predicted === "not-ready" && !failed.every((requirement) => requirement in doneAllTheSame)
    ? `the checks forbid it (${failed.join(", ")}), Azure does it`
    : undefined;
}
