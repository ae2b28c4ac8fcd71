import assert from "node:assert/strict";

import fc from "fast-check";

import {
  apply,
  approve,
  connect,
  evaluateNewVirtualMachine,
  observeNewVirtualMachine,
  planNewVirtualMachine,
  Redacted,
  RunbookError,
  type AnyRequirementId,
  type NewVirtualMachineRequest,
} from "../../lib/index";
import { finance, production } from "../sandbox/contoso";
import { SSH_PUBLIC_KEY } from "../new-vm-builders";

const secrets = { adminPassword: new Redacted("Correct-horse-1") };
const often = <T>(usual: T, ...rare: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: fc.constantFrom(...rare) });

const subnet = (group: string, network: string, subscription = production): string =>
  `${subscription}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${network}/subnets/default`;
const marketplace = (text: string): NewVirtualMachineRequest["image"] => {
  const [publisher = "", offer = "", sku = "", version = ""] = text.split(":");
  return { publisher, offer, sku, version };
};
const financeSet = `${finance}/resourceGroups/rg-finance-weu/providers/Microsoft.Compute/diskEncryptionSets/des-contoso-fin`;

/** A new VM with encryption on the server's side, mostly good, so that single faults are common. */
const request: fc.Arbitrary<NewVirtualMachineRequest> = fc.record({
  subscriptionId: fc.constant(production.replace("/subscriptions/", "")),
  resourceGroupName: often("rg-web-weu", "rg-nowhere"),
  name: often("vm-new-01", "vm-web-01", "12345", "a".repeat(16), "a.b", "vm-"),
  location: fc.constant("westeurope"),
  vmSize: often("Standard_D2s_v5", "Standard_D2s_v3", "Standard_A2_v2", "Standard_Nothing"),
  image: often(
    "MicrosoftWindowsServer:WindowsServer:2022-datacenter:latest",
    "Canonical:0001-com-ubuntu-server-jammy:22_04-lts:latest",
    "MicrosoftWindowsServer:WindowsServer:2022-datacenter-g2:latest",
    "Canonical:0001-com-ubuntu-server-jammy:22_04-lts:1.2.3",
    "nobody:nothing:none:latest",
  ).map(marketplace),
  subnetId: often(
    subnet("rg-web-weu", "vnet-web-weu"),
    subnet("rg-app-neu", "vnet-app-neu"),
    subnet("rg-web-weu", "vnet-0"),
    subnet("rg-finance-weu", "vnet-finance-weu", finance),
  ),
  administrator: fc.record({
    userName: often("dana", "admin", "dana.", "a".repeat(21)),
    signInWith: often<NewVirtualMachineRequest["administrator"]["signInWith"]>(
      { kind: "password" },
      { kind: "ssh-public-key", publicKey: SSH_PUBLIC_KEY },
    ),
  }),
  dataDisks: often<NonNullable<NewVirtualMachineRequest["dataDisks"]>>(
    [],
    [{ diskSizeGB: 16 }],
    [{ diskSizeGB: 40000 }],
  ),
  encryption: often<NewVirtualMachineRequest["encryption"]>(
    { kind: "server-side" },
    { kind: "server-side", diskEncryptionSetId: financeSet },
    { kind: "server-side", diskEncryptionSetId: `${financeSet}2` },
    { kind: "server-side", encryptionAtHost: true },
  ),
});

/** What the sandbox answers to the request in spite of every requirement that fails. */
async function answered(wanted: NewVirtualMachineRequest): Promise<{
  readonly predicted: readonly AnyRequirementId[];
  readonly refusal: string | undefined;
}> {
  const azure = await connect();
  const facts = await observeNewVirtualMachine(azure, wanted);
  const predicted = evaluateNewVirtualMachine(facts).flatMap(({ requirement, current }) =>
    current.outcome === "fail" || current.outcome === "unknown" ? [requirement] : [],
  );
  // Without the image there is no plan, and with a name that is taken nothing is sent.
  if (predicted.includes("new-vm-image") || predicted.includes("new-vm-name")) {
    return { predicted, refusal: "not tried" };
  }
  const overrides = predicted.map((requirement) => ({ requirement, reason: "the refusal is wanted" }));
  const plan = planNewVirtualMachine(facts, { overrides, edition: "current" });
  try {
    await apply(azure, plan, approve(azure, plan, plan.target), { secrets });
    return { predicted, refusal: undefined };
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    return { predicted, refusal: error.toString() };
  }
}

describe("What the checks predict of a new VM, the sandbox does", () => {
  it("for random requests: none is refused that was predicted to be taken", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(request, async (wanted) => {
        const { predicted, refusal } = await answered(wanted);
        if (predicted.length === 0) assert.equal(refusal, undefined);
      }),
      { numRuns: 40, seed: 20261125 },
    );
  });

  const good = {
    subscriptionId: production.replace("/subscriptions/", ""),
    resourceGroupName: "rg-web-weu",
    name: "vm-new-01",
    location: "westeurope",
    vmSize: "Standard_D2s_v5",
    image: marketplace("MicrosoftWindowsServer:WindowsServer:2022-datacenter:latest"),
    subnetId: subnet("rg-web-weu", "vnet-web-weu"),
    administrator: { userName: "dana", signInWith: { kind: "password" } },
    encryption: { kind: "server-side" },
  } as const satisfies NewVirtualMachineRequest;

  for (const [what, requirement, change] of [
    ["a resource group that is not there", "new-vm-resource-group", { resourceGroupName: "rg-nowhere" }],
    ["a size that nobody offers", "new-vm-size", { vmSize: "Standard_Nothing" }],
    ["a subnet that is not there", "new-vm-subnet", { subnetId: subnet("rg-web-weu", "vnet-0") }],
    ["a subnet of another region", "new-vm-subnet", { subnetId: subnet("rg-app-neu", "vnet-app-neu") }],
    [
      "an administrator's name that is not allowed",
      "new-vm-administrator",
      { administrator: { ...good.administrator, userName: "admin" } },
    ],
    [
      "a set that is not there",
      "new-vm-disk-encryption-set",
      { encryption: { kind: "server-side", diskEncryptionSetId: `${financeSet}2` } },
    ],
    [
      "a set of another subscription",
      "new-vm-disk-encryption-set",
      { encryption: { kind: "server-side", diskEncryptionSetId: financeSet } },
    ],
    [
      "encryption at host without the subscription's feature",
      "new-vm-encryption-at-host",
      { encryption: { kind: "server-side", encryptionAtHost: true } },
    ],
  ] as const) {
    it(`refuses ${what}, as ${requirement} says`, async () => {
      const { predicted, refusal } = await answered({ ...good, ...change });
      assert.ok(predicted.includes(requirement), predicted.join());
      assert.notEqual(refusal, undefined);
    });
  }
});
