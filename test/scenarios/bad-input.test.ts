import assert from "node:assert/strict";

import type { SandboxTarget } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import { approve, connect, observe, planEncryption, probeScript, readGuest } from "@runbooks/disk-encryption";
import { readDataFile } from "../../lib/azure/data";
import { parseFleet, type Fleet } from "../../lib/sandbox/index";

const contoso = (): Fleet => parseFleet(readDataFile("fleets/contoso.json"));

/** The one error that an action ends in; fails where there is none or where it is not two lines. */
async function errorOf(action: () => Promise<unknown>): Promise<RunbookError> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    assert.equal(error.toString().split("\n").length, 2, error.toString());
    return error;
  }
  throw new assert.AssertionError({ message: "There was no error." });
}

const observing =
  (reference: string, target: SandboxTarget = {}, options = {}) =>
  async () =>
    await observe(await connect(target), reference, options);

describe("Bad input ends in one two-line error, with code and hint, and Azure unchanged", () => {
  for (const [what, reference, code] of [
    ["a VM that is not there", "vm-nowhere", "VirtualMachineNotFound"],
    [
      "a VM that is not there, by id",
      "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-web-weu/providers/Microsoft.Compute/virtualMachines/vm-x",
      "VirtualMachineNotFound",
    ],
    ["two VMs of one name", "vm-app-01", "VirtualMachineAmbiguous"],
    [
      "half an id",
      "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-web-weu",
      "ResourceIdMalformed",
    ],
    [
      "the id of a disk",
      "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-web-weu/providers/Microsoft.Compute/disks/d",
      "ResourceIdMalformed",
    ],
    ["an empty name", "", "ArgumentInvalid"],
    ["a name with a space", "vm web", "ArgumentInvalid"],
    [
      "a subscription that does not exist",
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm",
      "SubscriptionNotFound",
    ],
    [
      "a subscription without rights",
      "/subscriptions/c0015003-50b5-4000-8000-c0ffee000003/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm",
      "AuthorizationFailed",
    ],
  ] as const) {
    it(`${what}: ${code}`, async () => {
      assert.equal((await errorOf(observing(reference))).code, code);
    });
  }

  it("a vault by its name instead of its id: ResourceIdMalformed", async () => {
    const error = await errorOf(observing("vm-web-01", {}, { keyVaultId: "kv-contoso-weu" }));
    assert.equal(error.code, "ResourceIdMalformed");
  });

  it("a key that is no URL: ArgumentInvalid", async () => {
    assert.equal(
      (await errorOf(observing("vm-web-01", {}, { keyEncryptionKeyUrl: "kek-ade" }))).code,
      "ArgumentInvalid",
    );
  });

  it("an expired credential: ExpiredAuthenticationToken", async () => {
    assert.equal(
      (await errorOf(() => connect({ tokenLifetimeInSeconds: -1 }))).code,
      "ExpiredAuthenticationToken",
    );
  });

  it("a fleet that is not there: SandboxFleetUnknown", async () => {
    assert.equal((await errorOf(() => connect({ fleet: "../contoso" }))).code, "SandboxFleetUnknown");
  });

  it("live Azure without a credential: CredentialUnavailable, and no request is sent", async () => {
    const credential = { getToken: () => Promise.reject(new Error("no login")) };
    const error = await errorOf(() => connect({ mode: "live", subscriptionId: "x", credential }));
    assert.equal(error.code, "CredentialUnavailable");
  });

  it("a size that the sku list does not have: unknown, and the plan is blocked", async () => {
    const fleet = contoso();
    const virtualMachines = fleet.virtualMachines.map((vm) =>
      vm.name === "vm-web-01" ? { ...vm, vmSize: "Standard_Unheard_v9" } : vm,
    );
    const azure = await connect({ fleet: { ...fleet, virtualMachines } });
    const plan = planEncryption(await observe(azure, "vm-web-01"));
    assert.ok(
      plan.blockers.some(({ requirement, outcome }) => requirement === "vm-size" && outcome === "unknown"),
    );
    assert.throws(
      () => approve(azure, plan, "vm-web-01"),
      (error) => error instanceof RunbookError && error.code === "PlanBlocked",
    );
    assert.deepEqual(azure.changes, []);
  });

  for (const runCommand of ["prints-nothing", "prints-garbage"] as const) {
    it(`a probe that ${runCommand.replace("-", " ")}: GuestOutputUnreadable`, async () => {
      const fleet = contoso();
      const virtualMachines = fleet.virtualMachines.map((vm) =>
        vm.name === "vm-web-01" ? { ...vm, guest: { ...vm.guest, runCommand } } : vm,
      );
      const azure = await connect({ fleet: { ...fleet, virtualMachines } });
      const { virtualMachine } = await observe(azure, "vm-web-01");
      const error = await errorOf(() => readGuest(azure, virtualMachine, probeScript("Windows")));
      assert.equal(error.code, "GuestOutputUnreadable");
    });
  }

  it("the probe of the other operating system: ArgumentInvalid", async () => {
    const azure = await connect();
    const { virtualMachine } = await observe(azure, "vm-data-01");
    const error = await errorOf(() => readGuest(azure, virtualMachine, probeScript("Windows")));
    assert.equal(error.code, "ArgumentInvalid");
  });

  it("an override without a reason: ArgumentInvalid", async () => {
    const azure = await connect();
    const facts = await observe(azure, "vm-jump-01");
    const error = await errorOf(() =>
      Promise.resolve().then(() =>
        planEncryption(facts, { overrides: [{ requirement: "memory", reason: " " }] }),
      ),
    );
    assert.equal(error.code, "ArgumentInvalid");
  });
});
