import type { Command } from "commander";

import { defined, RunbookError } from "@runbooks/azure";
import {
  connect,
  type Connection,
  editionFor,
  type EncryptionFacts,
  type EncryptionProposal,
  evaluate,
  type Finding,
  views,
  observe,
  type ObserveOptions,
  probeScriptFor,
  proposeEncryption,
  readGuest,
  readiness,
  type Readiness,
} from "@runbooks/disk-encryption";
import type { Output } from "./output";
import { addTarget, targetOf, type TargetOptions } from "./target";

interface CheckOptions extends TargetOptions {
  readonly keyVault?: string;
  readonly keyEncryptionKey?: string;
  readonly keyEncryptionKeyVault?: string;
  readonly volumeType?: string;
  readonly edition?: string;
  readonly probe?: true;
  readonly json?: true;
}

/** Exit codes of `runbook check`. */
const CHECK_READY = 0;
const CHECK_NOT_READY = 1;

/** Adds `runbook check VM`. */
export function addCheck(program: Command, output: Output): void {
  const command = program
    .command("check")
    .description(
      "Is a VM ready for Azure Disk Encryption? Checks every requirement, in both editions. Changes nothing. The VM needs no tags: " +
        "where no key vault is named, one is proposed, and said.",
    )
    .argument("<vm>", "the VM's name, or its full resource id")
    .option(
      "--key-vault <id>",
      "full resource id of the vault (default: the VM's tag diskEncryptionKeyVault, then a proposal)",
    )
    .option(
      "--key-encryption-key <url>",
      'versioned key URL, or "none" (default: the VM\'s tag diskEncryptionKeyUrl, then none)',
    )
    .option(
      "--key-encryption-key-vault <id>",
      "full resource id of that key's vault (default: the vault of the secrets)",
    )
    .option("--volume-type <type>", "OS, Data or All (default: tag, then Windows All, Linux Data)")
    .option(
      "--edition <edition>",
      "which edition decides: both, module or current (default: both in the sandbox, current on live Azure); " +
        "where the training module states no rule, module goes by the newest documents' rule",
    )
    .option("--probe", "run the read-only Run Command probe in the guest; its script is printed first")
    .option("--json", "print the findings as JSON");
  addTarget(command)
    .addHelpText("after", "\nExit code: 0 ready, 1 not ready or not known, 2 it could not be checked.")
    .action(async (vm: string, options: CheckOptions) => {
      output.exitCode(await check(vm, options, output));
    });
}

async function check(vm: string, options: CheckOptions, output: Output): Promise<number> {
  const azure = await connect(targetOf(options));
  const edition = editionFor(azure, options.edition);
  const { keyVault, keyEncryptionKey, keyEncryptionKeyVault, volumeType } = options;
  const proposal = await proposeEncryption(azure, vm, {
    ...defined({
      keyVaultId: keyVault,
      keyEncryptionKeyUrl: keyEncryptionKey,
      keyEncryptionKeyVaultId: keyEncryptionKeyVault,
      volumeType,
    }),
  });
  const { wishes } = proposal;
  const facts = await observe(azure, vm, wishes);
  const probed = options.probe === true ? await withGuest(azure, facts, wishes, output) : facts;
  const findings = evaluate(probed);
  const verdict = readiness(findings, edition);
  if (options.json === true) {
    const asJson = report(probed, proposal, findings, verdict, options.probe === true);
    output.result(JSON.stringify(asJson, undefined, 2));
  } else {
    output.result(`${facts.virtualMachine.name}: ${outcomeWords[verdict.outcome]}`);
    if (proposal.keyVault.chosenBy === "proposal") output.result(views.proposal(proposal).text);
    output.result(views.findings(findings, { edition }).text);
    if (
      edition === "both" &&
      verdict.outcome !== "ready" &&
      readiness(findings, "current").outcome === "ready"
    )
      output.result("  By the current edition alone it is ready: --edition current.");
  }
  return verdict.outcome === "ready" ? CHECK_READY : CHECK_NOT_READY;
}

async function withGuest(
  azure: Connection,
  facts: EncryptionFacts,
  wishes: ObserveOptions,
  output: Output,
): Promise<EncryptionFacts> {
  const { virtualMachine } = facts;
  const script = probeScriptFor(facts);
  output.note(`Running this in ${virtualMachine.name} through Run Command; it only reads:`);
  for (const line of script.lines) output.note(`  ${line}`);
  try {
    const guest = await readGuest(azure, virtualMachine, script);
    return await observe(azure, virtualMachine.id, { ...wishes, guest });
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    // The guest stays unknown, and so do the findings that need it; the reason is theirs to show.
    output.note(error.toString());
    return { ...facts, guest: { kind: "missing", reason: error.message } };
  }
}

const outcomeWords: Readonly<Record<Readiness["outcome"], string>> = {
  ready: "ready",
  "not-ready": "not ready",
  unknown: "not known to be ready",
};

function report(
  { virtualMachine, volumeType }: EncryptionFacts,
  { keyVault, keyEncryptionKey, volumeType: ofVolumes, candidates, usableKeys, unread }: EncryptionProposal,
  findings: readonly Finding[],
  { outcome, edition, objections }: Readiness,
  probed: boolean,
): unknown {
  const { name, id } = virtualMachine;
  return {
    virtualMachine: name,
    id,
    volumeType,
    chosen: { keyVault, keyEncryptionKey, volumeType: ofVolumes },
    keyVaults: candidates.map(({ keyVault: vault, fit, reasons }) => ({
      name: vault.name,
      id: vault.id,
      fit,
      reasons,
    })),
    usableKeys: usableKeys.map(({ url }) => url),
    unread,
    edition,
    probed,
    readiness: outcome,
    objections: objections.map(({ requirement }) => requirement),
    findings,
  };
}
