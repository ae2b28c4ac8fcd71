import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import type {
  LeaveAdeFacts,
  LeaveAdeRequest,
  ObserveLeaveAdeOptions,
} from "../../lib/disk-encryption/jobs/leave-ade/observe";
import type { ProbeScript } from "../../lib/disk-encryption/probe/scripts";
import { RunbookError } from "@runbooks/azure";
import { adeInventory } from "../../lib/disk-encryption/jobs/leave-ade/inventory";
import { adeInventoryView } from "../../lib/disk-encryption/presentation/ade-inventory-view";
import {
  apply,
  approve,
  connect,
  observe,
  type ObserveOptions,
  planDisable,
  planEncryption,
  probeScriptFor,
  readGuest,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { leaveAdeView } from "../../lib/disk-encryption/presentation/leave-ade-view";
import { observeEncryptionAtHost } from "../../lib/disk-encryption/jobs/encrypt-at-host/observe";
import { observeLeaveAde } from "../../lib/disk-encryption/jobs/leave-ade/observe";
import { planEncryptionAtHost } from "../../lib/disk-encryption/jobs/encrypt-at-host/plan";
import { planLeaveAde } from "../../lib/disk-encryption/jobs/leave-ade/plan";
import { planRemoveOldVirtualMachine } from "../../lib/disk-encryption/jobs/leave-ade/remove";
import { verifyLeaveAde } from "../../lib/disk-encryption/jobs/leave-ade/verify";
import { performChange } from "../../lib/disk-encryption/connection/changes";
import { finish, type OperationPoller } from "../../lib/disk-encryption/connection/long-running-operation";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const PRODUCTION = "c0015001-50b5-4000-8000-c0ffee000001";
const VM = "vm-web-01";
const LINUX = "vm-data-01";
/** Each look costs the test time: a Run Command. */
const LONG_INTERVAL_IN_MS = 10 * 60_000;
const subnetIn = (group: string, network: string): string =>
  `/subscriptions/${PRODUCTION}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${network}/subnets/default`;
const request: LeaveAdeRequest = {
  virtualMachine: VM,
  newName: "vm-web-01b",
  subnetId: subnetIn("rg-web-weu", "vnet-web-weu"),
};

const carryOut = (azure: SandboxConnection, plan: Plan): Promise<unknown> =>
  apply(azure, plan, approve(azure, plan, plan.target));
const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);

async function failureOf(action: () => unknown): Promise<RunbookError> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    return error;
  }
  throw new Error("It went well.");
}

/** Encrypts a VM with Azure Disk Encryption, up to the guest's own word; answers its probe. */
async function encrypt(
  azure: SandboxConnection,
  name: string,
  options: ObserveOptions = {},
): Promise<ProbeScript> {
  const facts = await observe(azure, name, options);
  const script = probeScriptFor(facts);
  const guest = await readGuest(azure, facts.virtualMachine, script);
  await carryOut(azure, planEncryption(await observe(azure, name, { ...options, guest })));
  await watch(azure, name, { script, intervalInMs: LONG_INTERVAL_IN_MS });
  return script;
}

interface Bench {
  readonly azure: SandboxConnection;
  readonly script: ProbeScript;
  readonly facts: (options?: ObserveLeaveAdeOptions) => Promise<LeaveAdeFacts>;
}

/** A sandbox in which the Windows VM has Azure Disk Encryption. */
async function encrypted(seen?: (exchange: Exchange) => void): Promise<Bench> {
  const azure = await connect(seen === undefined ? {} : { observe: seen });
  const script = await encrypt(azure, VM);
  return { azure, script, facts: (options = { script }) => observeLeaveAde(azure, request, options) };
}

/** The same, decrypted again by the guest's own word. */
async function decrypted(): Promise<Bench> {
  const bench = await encrypted();
  const { azure, script, facts } = bench;
  await carryOut(azure, planLeaveAde(await facts()));
  await watch(azure, VM, { script, intervalInMs: LONG_INTERVAL_IN_MS });
  return bench;
}

/** Somebody does it in the portal: no plan of ours. */
const byHand = (
  azure: SandboxConnection,
  path: string,
  action: () => OperationPoller<unknown>,
): Promise<unknown> =>
  performChange(
    azure.gate,
    { planHash: "by hand", stepId: "1", title: "by hand", request: { method: "POST", path } },
    () => finish(action, { clock: azure.clock }),
  );
const computePath = `/subscriptions/${PRODUCTION}/resourceGroups/rg-web-weu/providers/Microsoft.Compute`;
const power = (azure: SandboxConnection, verb: "start" | "deallocate"): Promise<unknown> =>
  byHand(azure, `${computePath}/virtualMachines/${VM}/${verb}`, () =>
    clientsOf(azure).compute(PRODUCTION).virtualMachines[verb]("rg-web-weu", VM),
  );

describe("A Windows VM's way out of Azure Disk Encryption, through Azure's own clients", () => {
  it("leads to a proven VM with encryption at host, and ends with the old one deleted", async () => {
    const { azure, script, facts } = await encrypted();
    const [entry] = (await adeInventory(azure)).virtualMachines;
    assert.deepEqual(
      [entry?.name, entry?.azureDiskEncryption, entry?.marked, entry?.path.kind],
      [VM, "now", { os: true, data: 1 }, "copy-disks"],
    );

    const first = planLeaveAde(await facts());
    assert.deepEqual([kindsOf(first), first.blockers], [["put-extension"], []]);
    await carryOut(azure, first);
    assert.equal((await adeInventory(azure)).virtualMachines[0]?.azureDiskEncryption, "once");
    // Azure's portal says so at once; the guest is still at it.
    const early = await facts();
    assert.match((await failureOf(() => planLeaveAde(early))).message, /not decrypted yet: C: decrypting/);
    await watch(azure, VM, { script, intervalInMs: LONG_INTERVAL_IN_MS });

    const before = await facts();
    const second = planLeaveAde(before);
    const copy = [
      "grant-disk-access",
      "create-disk-for-upload",
      "grant-disk-access",
      "copy-pages",
      "end-disk-access",
      "end-disk-access",
    ];
    assert.deepEqual(kindsOf(second), [
      "register-feature",
      "register-provider",
      "deallocate",
      ...copy,
      ...copy,
      "create-virtual-machine",
    ]);
    assert.deepEqual(second.blockers, []);
    await carryOut(azure, second);

    const unproven = await facts({});
    assert.match(
      (await failureOf(() => planRemoveOldVirtualMachine(unproven))).message,
      /vm-web-01b is not proven, so vm-web-01 stays: the guest shows every volume/,
    );
    const after = await facts({ script, before });
    assert.deepEqual(kindsOf(planLeaveAde(after)), []);
    const verification = verifyLeaveAde(after);
    assert.equal(verification.verified, true, leaveAdeView(verification).text);
    assert.match(leaveAdeView(verification).text, /C:, F:, as the old one did/);

    const { disks: protection } = await verify(azure, "vm-web-01b", { script });
    assert.deepEqual(
      protection.map(({ azureDiskEncryption, hostKey }) => [azureDiskEncryption.state, hostKey]),
      protection.map(() => ["none", "platform-key"]),
    );
    const { virtualMachine } = await observe(azure, "vm-web-01b");
    assert.deepEqual(
      Object.keys(virtualMachine.tags).filter((name) => name.startsWith("diskEncryption")),
      [],
    );

    const last = planRemoveOldVirtualMachine(after);
    assert.deepEqual(kindsOf(last), ["delete-virtual-machine", "delete-disk", "delete-disk"]);
    await carryOut(azure, last);
    assert.deepEqual((await adeInventory(azure)).virtualMachines, []);
    assert.deepEqual((await adeInventory(azure)).looseDisks, []);
  });

  it("is not made from copies that are older than the old VM's last start", async () => {
    const { azure, facts, script } = await decrypted();
    const before = await facts();
    const plan = planLeaveAde(before);
    const stop = new AbortController();
    await failureOf(() =>
      apply(azure, plan, approve(azure, plan, VM), {
        signal: stop.signal,
        onStepDone: ({ step }) => {
          if (step.action.kind === "copy-pages") stop.abort();
        },
      }),
    );
    await byHand(azure, `${computePath}/disks/vm-web-01-osdisk/endGetAccess`, () =>
      clientsOf(azure).compute(PRODUCTION).disks.revokeAccess("rg-web-weu", "vm-web-01-osdisk"),
    );
    await power(azure, "start");
    const running = await facts({ script });
    assert.match(
      (await failureOf(() => planLeaveAde(running))).message,
      /was started after its disk was copied/,
    );
    await power(azure, "deallocate");
    const off = await facts({});
    assert.match((await failureOf(() => planLeaveAde(off))).message, /was started after its disk was copied/);
  });

  it("is picked up where its copies were stopped, without the guest's word anew", async () => {
    const { azure, facts } = await decrypted();
    const plan = planLeaveAde(await facts());
    const stop = new AbortController();
    await failureOf(() =>
      apply(azure, plan, approve(azure, plan, VM), {
        signal: stop.signal,
        onStepDone: ({ step }) => {
          if (step.action.kind === "create-disk-for-upload") stop.abort();
        },
      }),
    );
    const rest = planLeaveAde(await facts({}));
    assert.ok(!kindsOf(rest).includes("deallocate"));
    assert.equal(kindsOf(rest).at(-1), "create-virtual-machine");
    await carryOut(azure, rest);
    assert.equal((await facts({})).made.kind, "known");
  });
});

describe("What leaves Azure Disk Encryption on another way, or not at all", () => {
  it("is a Linux VM whose OS volume is encrypted: a new VM, and its data file by file", async () => {
    const azure = await connect();
    const facts = await observe(azure, LINUX, { volumeType: "OS" });
    const script = probeScriptFor(facts);
    const guest = await readGuest(azure, facts.virtualMachine, script);
    await carryOut(azure, planEncryption(await observe(azure, LINUX, { volumeType: "OS", guest })));
    const [entry] = (await adeInventory(azure)).virtualMachines;
    assert.deepEqual([entry?.name, entry?.path.kind], [LINUX, "copy-files"]);
    const leaving = await observeLeaveAde(azure, { virtualMachine: LINUX, newName: "vm-data-01b" });
    const refusal = await failureOf(() => planLeaveAde(leaving));
    assert.equal(refusal.code, "PlanBlocked");
    assert.match(refusal.message, /Linux OS volume is encrypted, and Azure never decrypts one/);
    assert.match(refusal.hint, /Copy the data file by file/);
    const observed = await observe(azure, LINUX);
    assert.equal((await failureOf(() => planDisable(observed))).code, "DisableNotAllowed");
  });

  it("is a Linux VM with encrypted data volumes: as Windows does", async () => {
    const azure = await connect();
    const script = await encrypt(azure, LINUX);
    const linux: LeaveAdeRequest = {
      virtualMachine: LINUX,
      newName: "vm-data-01b",
      subnetId: subnetIn("rg-data-weu", "vnet-data-weu"),
    };
    const facts = (): Promise<LeaveAdeFacts> => observeLeaveAde(azure, linux, { script });
    await carryOut(azure, planLeaveAde(await facts()));
    await watch(azure, LINUX, { script, intervalInMs: LONG_INTERVAL_IN_MS });
    await carryOut(azure, planLeaveAde(await facts()));
    const verification = verifyLeaveAde(await facts());
    assert.equal(verification.verified, true, leaveAdeView(verification).text);
  });

  it("is no VM in place: encryption at host is refused once a VM had Azure Disk Encryption", async () => {
    const { azure } = await decrypted();
    const { blockers } = planEncryptionAtHost(await observeEncryptionAtHost(azure, VM));
    assert.deepEqual(
      blockers.map(({ requirement }) => requirement),
      ["azure-disk-encryption"],
    );
  });

  it("is no VM that never had it, and none whose size has no encryption at host", async () => {
    const azure = await connect();
    const never = await observeLeaveAde(azure, request);
    assert.match(
      (await failureOf(() => planLeaveAde(never))).message,
      /has, or ever had, Azure Disk Encryption/,
    );
    const { facts } = await encrypted();
    const { blockers } = planLeaveAde({
      ...(await facts()),
      size: { kind: "missing", reason: "the list of sizes was not read" },
    });
    assert.deepEqual(
      blockers.map(({ requirement, outcome }) => [requirement, outcome]),
      [["size-supports-encryption-at-host", "unknown"]],
    );
  });
});

describe("The inventory of Azure Disk Encryption", () => {
  it("is empty where nobody has it, and says how many VMs were looked at and how many days are left", async () => {
    const azure = await connect();
    const inventory = await adeInventory(azure);
    assert.deepEqual([inventory.virtualMachines, inventory.notRead], [[], []]);
    assert.equal(inventory.daysLeft, 661);
    assert.match(
      adeInventoryView(inventory).text,
      /^0 of 16 VMs have to leave .* 661 days left until 2028-09-15/,
    );
  });

  it("looks into one resource group where that is asked for", async () => {
    const { azure } = await encrypted();
    const [here, elsewhere] = await Promise.all(
      ["rg-web-weu", "rg-data-weu"].map((resourceGroup) => adeInventory(azure, { resourceGroup })),
    );
    assert.deepEqual([here?.virtualMachines.length, elsewhere?.virtualMachines.length], [1, 0]);
    assert.deepEqual(elsewhere?.notRead, []);
  });

  it("makes two lists a subscription, and one look at each VM with the mark", async () => {
    const urls: string[] = [];
    const { azure } = await encrypted(({ url }) => urls.push(url));
    const before = urls.length;
    await adeInventory(azure);
    assert.equal(urls.length - before, 2 * azure.subscriptions.length + 1);
  });
});
