import assert from "node:assert/strict";

import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { MechanismId } from "../../lib/disk-encryption/recommendation/mechanism";
import type { RecommendOptions } from "../../lib/disk-encryption/recommendation/recommend";
import {
  connect,
  observe,
  observeAlternatives,
  probeAll,
  recommend,
  type Recommendation,
} from "@runbooks/disk-encryption";

const APP_WEU =
  "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-app-weu/providers/Microsoft.Compute/virtualMachines/vm-app-01";

describe("What is recommended for Contoso's VMs", () => {
  let azure: SandboxConnection;
  before(async () => {
    azure = await connect();
  });

  async function recommendFor(vm: string, options: RecommendOptions = {}): Promise<Recommendation> {
    const [facts = assert.fail()] = await probeAll(azure, [await observe(azure, vm)]);
    return recommend(facts, { alternatives: await observeAlternatives(azure, facts), ...options });
  }
  const states = ({ options }: Recommendation): Readonly<Record<string, string>> =>
    Object.fromEntries(options.map(({ mechanism, state }) => [mechanism, state]));

  for (const [what, vm, mechanisms, better] of [
    [
      "a VM with the platform's key, in a subscription without the feature",
      "vm-web-01",
      ["platform-key"],
      ["encryption-at-host"],
    ],
    ["a VM with an ultra disk", "vm-sql-01", ["platform-key"], ["encryption-at-host"]],
    ["a VM with encryption at host", "vm-pay-01", ["encryption-at-host"], []],
    [
      "a VM with a customer key, in a subscription with the feature",
      "vm-ledger-01",
      ["customer-key", "encryption-at-host"],
      [],
    ],
    ["a VM with unmanaged disks", "vm-print-01", [], []],
  ] as const satisfies readonly (readonly [
    string,
    string,
    readonly MechanismId[],
    readonly MechanismId[],
  ])[]) {
    it(`${what}: ${mechanisms.join(" with ") || "nothing"}`, async () => {
      const recommendation = await recommendFor(vm);
      assert.deepEqual(recommendation.recommended?.mechanisms ?? [], mechanisms);
      assert.deepEqual(
        recommendation.better.map(({ mechanism }) => mechanism),
        better,
      );
    });
  }

  it("a VM whose key has to be the operator's own: a customer key", async () => {
    const { recommended } = await recommendFor("vm-web-01", { ownKeys: true });
    assert.deepEqual(recommended?.mechanisms, ["customer-key"]);
  });

  it("Azure Disk Encryption is open to the VM that meets every requirement, and is not what is recommended for it", async () => {
    const recommendation = await recommendFor("vm-web-01");
    assert.equal(states(recommendation)["azure-disk-encryption"], "open");
    assert.ok(recommendation.recommended?.mechanisms.includes("azure-disk-encryption") === false);
  });

  it("Azure Disk Encryption is closed to Generation 2 by the module alone", async () => {
    const ade = async (options: RecommendOptions): Promise<string | undefined> =>
      states(await recommendFor(APP_WEU, options))["azure-disk-encryption"];
    assert.deepEqual(
      [await ade({}), await ade({ edition: "module" }), await ade({ edition: "current" })],
      ["closed", "closed", "open"],
    );
  });

  it("nothing is changed by it", () => {
    assert.deepEqual(azure.changes, []);
  });
});
