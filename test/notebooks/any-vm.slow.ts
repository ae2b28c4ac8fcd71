import assert from "node:assert/strict";
import { join, resolve } from "node:path";

import { type JsonObject, type NotebookRun, runNotebook } from "../../lib/kernel/dist/headless";
import { connect, observe, proposeKeyVaults } from "@runbooks/disk-encryption";
import { clientsOf } from "@runbooks/disk-encryption/clients";

/**
 * Every VM of Contoso, and 30 generated ones without tags, through notebook 05 as the command line runs it: each ends proven, or with a
 * reason and a next step. Where the next step is one of ours, it is done, and the run gets further.
 */
const notebook = join(resolve(__dirname, "..", ".."), "notebooks", "05-encrypt-a-running-vm.ipynb");

/** 30 of these, spread over its groups: running and stopped, of both systems, with and without encryption. */
const GENERATED = "generated-200";
const EVERY_NTH = 7;
const GENERATED_COUNT = 30;
const MOST_STEPS = 6;

interface Machine {
  readonly fleet: string;
  readonly id: string;
  readonly name: string;
  readonly osType: "Windows" | "Linux";
}

/** What was given beside the VM: what the next steps of the runs before asked for. */
interface Given {
  readonly edition?: "current";
  readonly keyVaultId?: string;
  readonly volumeType?: "All" | "Data";
  readonly preparations: readonly string[];
  readonly overrides: Readonly<Record<string, string>>;
}

/** How a run ended: proven, or stopped by an error of the library. */
interface Ended {
  readonly proven: boolean;
  readonly cell: number;
  readonly code: string;
  readonly lines: readonly string[];
  readonly output: string;
}

async function machinesOf(fleet: string): Promise<readonly Machine[]> {
  const azure = await connect({ fleet });
  const machines: Machine[] = [];
  for (const { subscriptionId } of azure.subscriptions) {
    for await (const { id = "", name = "", storageProfile } of clientsOf(azure)
      .compute(subscriptionId)
      .virtualMachines.listAll())
      machines.push({
        fleet,
        id,
        name,
        osType: storageProfile?.osDisk?.osType === "Linux" ? "Linux" : "Windows",
      });
  }
  return machines;
}

const parametersOf = ({ fleet, id, name, osType }: Machine, given: Given): JsonObject => {
  const windows = osType === "Windows";
  return {
    fleet,
    edition: given.edition ?? "",
    windowsVm: windows ? id : "",
    linuxVm: windows ? "" : id,
    [windows ? "approvedWindowsVm" : "approvedLinuxVm"]: name,
    approvedPreparations: [...given.preparations],
    [windows ? "windowsOverrides" : "linuxOverrides"]: { ...given.overrides },
    [windows ? "windowsVolumeType" : "linuxVolumeType"]: given.volumeType ?? "",
    ...(given.keyVaultId !== undefined && {
      [windows ? "windowsKeyVaultId" : "linuxKeyVaultId"]: given.keyVaultId,
      [windows ? "windowsKeyEncryptionKeyUrl" : "linuxKeyEncryptionKeyUrl"]: "none",
    }),
  };
};

function endOf({ executed, failed, cellCount }: NotebookRun): Ended {
  const output = executed.cells
    .flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []))
    .flatMap((one) => (one.output_type === "stream" ? [one.text] : []))
    .join("");
  return {
    proven: failed === undefined,
    cell: failed?.number ?? cellCount + 1,
    code: failed?.ename ?? "",
    lines: failed?.traceback ?? [],
    output,
  };
}

/** What the end of a run asks for, where a parameter of the notebook can give it; undefined where a person has to act. */
async function nextStep(
  machine: Machine,
  { lines, output }: Ended,
  given: Given,
): Promise<Given | undefined> {
  const text = lines.join("\n");
  const approvable = /Not sent\. To approve it, put "([^"]+)" into approvedPreparations/g;
  const waiting = [...output.matchAll(approvable)].flatMap(([, name = ""]) => name);
  const open = waiting.filter((name) => !given.preparations.includes(name));
  const isPreparation = /planKeyVault|planStart|Make it first/.test(text);
  if (isPreparation && open.length > 0) return { ...given, preparations: [...given.preparations, ...open] };
  if (text.includes("--edition current") && given.edition === undefined)
    return { ...given, edition: "current" };
  const [, overridden] = /override (?:this requirement|([a-z-]+)) by name/.exec(text) ?? [];
  const blocked = overridden ?? /does not meet ([a-z-]+)/.exec(text)?.[1];
  if (/\boverride\b/.test(text) && blocked !== undefined && given.overrides[blocked] === undefined)
    return {
      ...given,
      overrides: { ...given.overrides, [blocked]: "tried on a test VM under the same policies" },
    };
  if (text.includes("Use a key vault in") && given.keyVaultId === undefined) {
    const azure = await connect({ fleet: machine.fleet });
    const { keyVaultId } = await proposeKeyVaults(azure, await observe(azure, machine.id));
    return { ...given, keyVaultId };
  }
  const asked = /Ask for (All|Data)/.exec(text)?.[1];
  if ((asked === "All" || asked === "Data") && given.volumeType === undefined)
    return { ...given, volumeType: asked };
  return undefined;
}

const describeEnd = ({ name }: Machine, { proven, lines }: Ended, steps: number): string =>
  `${name}: ${proven ? "proven" : lines.join(" ").slice(0, 150)} (after ${steps} steps of ours)`;

/** Goes on until the VM is proven or a person has to act. */
async function takeThrough(machine: Machine): Promise<{ readonly end: Ended; readonly steps: number }> {
  let given: Given = { preparations: [], overrides: {} };
  let before: Ended | undefined;
  for (let steps = 0; ; steps += 1) {
    const end = endOf(await runNotebook(notebook, { parameters: parametersOf(machine, given) }));
    const what = `${machine.name}, ${JSON.stringify(given)}:\n${end.lines.join("\n")}`;
    if (before !== undefined) {
      const further = end.proven || end.cell > before.cell || end.lines.join() !== before.lines.join();
      assert.ok(further, `the next step did not get it further: ${what}`);
    }
    if (end.proven) return { end, steps };
    assert.match(end.code, /^[A-Z][A-Za-z]+$/, what);
    assert.match(
      end.lines.join("\n"),
      /^[A-Za-z]+: \S[^]*\n {2}Try: \S/,
      `no reason or no next step: ${what}`,
    );
    assert.doesNotMatch(end.lines.join("\n"), /undefined|''|\[object/, what);
    const next = await nextStep(machine, end, given);
    if (next === undefined) return { end, steps };
    assert.ok(steps < MOST_STEPS, `no end of next steps: ${what}`);
    [given, before] = [next, end];
  }
}

describe("Any VM through notebook 05", () => {
  it("ends proven, or with a reason and a next step that works: every VM of Contoso", async () => {
    await takeAll(await machinesOf("contoso"), 6);
  });

  it("ends proven, or with a reason and a next step that works: 30 generated VMs without tags", async () => {
    const all = await machinesOf(GENERATED);
    await takeAll(all.filter((_, index) => index % EVERY_NTH === 1).slice(0, GENERATED_COUNT), 3);
  });
});

/** @param fewestProven - so many have to end proven, so that an excuse for all of them is none. */
async function takeAll(machines: readonly Machine[], fewestProven: number): Promise<void> {
  const told: string[] = [];
  let proven = 0;
  for (const machine of machines) {
    const { end, steps } = await takeThrough(machine);
    told.push(describeEnd(machine, end, steps));
    if (end.proven) proven += 1;
  }
  console.log(
    told
      .sort()
      .map((line) => `      ${line}`)
      .join("\n"),
  );
  assert.equal(told.length, machines.length);
  assert.ok(proven >= fewestProven, `${proven} of ${machines.length} were proven`);
}
