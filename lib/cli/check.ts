import type { Command } from "commander";

import { evaluate } from "../checks/evaluate";
import { readiness, type Readiness } from "../checks/readiness";
import type { EncryptionFacts } from "../checks/facts";
import type { Edition, Finding } from "../checks/finding";
import { connect } from "../client/connect";
import type { Connection } from "../client/connection";
import { RunbookError } from "../errors";
import { observe, parseVolumeType, type ObserveOptions } from "../operations/observe/observe";
import { readGuest } from "../operations/probe/read-guest";
import { probeScriptFor } from "../operations/probe/scripts";
import { findingsView } from "../presentation/findings-view";
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
export const CHECK_READY = 0;
export const CHECK_NOT_READY = 1;

/** Adds `runbook check VM`. */
export function addCheck(program: Command, output: Output): void {
  const command = program
    .command("check")
    .description(
      "Is a VM ready for Azure Disk Encryption? Checks every requirement, in both editions. Changes nothing.",
    )
    .argument("<vm>", "the VM's name, or its full resource id")
    .option(
      "--key-vault <id>",
      "full resource id of the vault (default: the VM's tag diskEncryptionKeyVault)",
    )
    .option(
      "--key-encryption-key <url>",
      'versioned key URL, or "none" (default: the VM\'s tag diskEncryptionKeyUrl)',
    )
    .option(
      "--key-encryption-key-vault <id>",
      "full resource id of that key's vault (default: the vault of the secrets)",
    )
    .option("--volume-type <type>", "OS, Data or All (default: tag, then Windows All, Linux Data)")
    .option("--edition <edition>", "count one edition only: module or current")
    .option("--probe", "run the read-only Run Command probe in the guest; its script is printed first")
    .option("--json", "print the findings as JSON");
  addTarget(command)
    .addHelpText("after", "\nExit code: 0 ready, 1 not ready or not known, 2 it could not be checked.")
    .action(async (vm: string, options: CheckOptions) => {
      output.exitCode(await check(vm, options, output));
    });
}

async function check(vm: string, options: CheckOptions, output: Output): Promise<number> {
  const edition = editionOf(options.edition);
  const azure = await connect(targetOf(options));
  const wishes: ObserveOptions = {
    ...(options.keyVault === undefined ? {} : { keyVaultId: options.keyVault }),
    ...(options.keyEncryptionKey === undefined ? {} : { keyEncryptionKeyUrl: options.keyEncryptionKey }),
    ...(options.keyEncryptionKeyVault === undefined
      ? {}
      : { keyEncryptionKeyVaultId: options.keyEncryptionKeyVault }),
    ...(options.volumeType === undefined ? {} : { volumeType: parseVolumeType(options.volumeType) }),
  };
  const facts = await observe(azure, vm, wishes);
  const probed = options.probe === true ? await withGuest(azure, facts, wishes, output) : facts;
  const findings = evaluate(probed);
  const verdict = readiness(findings, edition);
  if (options.json === true) {
    output.result(JSON.stringify(report(probed, findings, verdict, options.probe === true), undefined, 2));
  } else {
    output.result(`${facts.virtualMachine.name}: ${outcomeWords[verdict.outcome]}`);
    output.result(findingsView(findings).text);
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
  findings: readonly Finding[],
  { outcome, edition }: Readiness,
  probed: boolean,
): unknown {
  const { name, id } = virtualMachine;
  return { virtualMachine: name, id, volumeType, edition, probed, readiness: outcome, findings };
}

function editionOf(text: string | undefined): Edition | undefined {
  if (text === undefined || text === "module" || text === "current") return text;
  throw new RunbookError(
    "ArgumentInvalid",
    `'${text}' is not an edition.`,
    "Give module or current, or leave it out for both.",
  );
}
