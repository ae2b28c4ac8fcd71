import assert from "node:assert/strict";

import { isResourceId } from "../../lib/azure/resource-id";
import {
  parseAnnouncedFindings,
  type AnnouncedFindings,
  type AnnouncedOutcomes,
} from "../announced-findings";
import { requirementIds, type RequirementId } from "../../lib/disk-encryption/checks/requirement";
import { RunbookError } from "../../lib/azure/errors";
import { parseFleet, startSandbox, type Fleet } from "../../lib/sandbox/index";
import {
  activeKeyUrlOf,
  findSet,
  resourcesOf,
} from "../../lib/sandbox/rules/server-side-encryption/disk-encryption-set";
import { startRefusal } from "../../lib/sandbox/compute/start";
import { isFeatureInForce } from "../../lib/sandbox/features/features";
import { listAt, objectAt, textAt, valueAt } from "../../lib/sandbox/json";
import { newKeyRefusal } from "../../lib/sandbox/rules/server-side-encryption/keys";
import type { Resource } from "../../lib/sandbox/state";
import { finance, production, readContoso, startContoso } from "./contoso";

type FleetVirtualMachine = Fleet["virtualMachines"][number];

const contoso = readContoso();
const idOf = ({ subscriptionId, resourceGroupName, name }: FleetVirtualMachine): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/virtualMachines/${name}`;
const nameOf = (machine: FleetVirtualMachine): string => `${machine.name} in ${machine.resourceGroupName}`;

function announcedBy(machine: FleetVirtualMachine): AnnouncedFindings {
  return parseAnnouncedFindings(machine.announces);
}

describe("the Contoso fleet", () => {
  it("says of each VM why it is there", () => {
    for (const { name, why } of contoso.virtualMachines) assert.match(why, /\S.{30,}\.$/, name);
  });

  it("uses two regions and two subscriptions, Windows and Linux", () => {
    const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
    assert.deepEqual(distinct(contoso.virtualMachines.map(({ location }) => location)), [
      "northeurope",
      "westeurope",
    ]);
    assert.deepEqual(
      distinct(contoso.virtualMachines.map(({ subscriptionId }) => `/subscriptions/${subscriptionId}`)),
      [production, finance],
    );
    assert.deepEqual(distinct(contoso.virtualMachines.map(({ guest }) => guest.osType)), [
      "Linux",
      "Windows",
    ]);
  });

  it("has two VMs of one name, in different groups", () => {
    const groups = contoso.virtualMachines
      .filter(({ name }) => name === "vm-app-01")
      .map((vm) => vm.resourceGroupName);
    assert.deepEqual(groups, ["rg-app-weu", "rg-app-neu"]);
  });

  it("names things that are there: groups, vaults, keys, sizes, principals", () => {
    const { sandbox } = startContoso();
    const { world } = sandbox;
    for (const machine of contoso.virtualMachines) {
      const group = `${machine.subscriptionId}/${machine.resourceGroupName}`;
      assert.ok(world.resourceGroups.has(group.toLowerCase()), group);
      assert.ok(
        world.virtualMachineSkus.some(({ name }) => name === machine.vmSize),
        machine.vmSize,
      );
      const vault = world.resources.get(machine.tags?.["diskEncryptionKeyVault"] ?? "");
      assert.ok(vault, `the vault of ${nameOf(machine)}`);
      assertKeyIsThere(machine, vault);
    }
  });

  function assertKeyIsThere(machine: FleetVirtualMachine, vault: Resource): void {
    const url = machine.tags?.["diskEncryptionKeyUrl"];
    if (url === undefined) return;
    const [, key, version] = /^(?:.*)\/keys\/([^/]+)(?:\/([^/]+))?$/.exec(url) ?? [];
    const record = contoso.vaults
      .find(({ name }) => name === vault.name)
      ?.keys?.find(({ name }) => name === key);
    assert.ok(url.startsWith(`https://${vault.name}.vault.azure.net/`), url);
    assert.ok(record !== undefined && (version === undefined || version === record.version), url);
  }

  it("announces a readable list for each VM, and each shows more with the probe, or as much", () => {
    for (const machine of contoso.virtualMachines) {
      const { findings, findingsWithProbe } = announcedBy(machine);
      // The probe turns unknowns into answers; what Resource Manager alone proves to fail stays.
      for (const id of requirementIds) {
        const [before, after] = [findings[id], findingsWithProbe[id]];
        if (before?.module === "fail") assert.equal(after?.module, "fail", `${id} of ${nameOf(machine)}`);
        if (before?.current === "fail") assert.equal(after?.current, "fail", `${id} of ${nameOf(machine)}`);
      }
    }
  });

  it("has two VMs on which nothing fails and nothing is unknown after the probe", () => {
    const fine = contoso.virtualMachines.filter(
      (vm) => Object.keys(announcedBy(vm).findingsWithProbe).length === 0,
    );
    assert.deepEqual(
      fine.map(({ name }) => name),
      ["vm-web-01", "vm-data-01"],
    );
  });

  const announced = (
    id: RequirementId,
    outcome: AnnouncedOutcomes["current"],
  ): readonly FleetVirtualMachine[] =>
    contoso.virtualMachines.filter((machine) => {
      const outcomes = announcedBy(machine).findingsWithProbe[id];
      return outcomes?.module === outcome || outcomes?.current === outcome;
    });

  for (const id of requirementIds.filter((requirement) => requirement !== "group-policy-aes-cbc")) {
    it(`has a VM that fails ${id}`, () => {
      assert.notEqual(announced(id, "fail").length, 0);
    });
  }

  // No document names a registry value for it, so no probe can prove it: the guest has the policy, the finding is unknown.
  it("has a VM whose domain blocks AES-CBC, which no check can see", () => {
    const [machine] = announced("group-policy-aes-cbc", "unknown");
    assert.ok(machine?.guest.osType === "Windows" && machine.guest.aesCbcBlocked === true);
  });
});

describe("a fleet in the sandbox", () => {
  const { world } = startContoso().sandbox;
  const machineNamed = (name: string): Resource => {
    const machine = contoso.virtualMachines.find((candidate) => candidate.name === name);
    const resource = machine === undefined ? undefined : world.resources.get(idOf(machine));
    assert.ok(resource, name);
    return resource;
  };

  it("has each VM with an operating system inside", () => {
    for (const machine of contoso.virtualMachines) {
      assert.equal(textAt(world.resources.get(idOf(machine))?.properties, "provisioningState"), "Succeeded");
      assert.equal(world.guests.get(idOf(machine).toLowerCase())?.osType, machine.guest.osType);
    }
  });

  it("has a disk resource behind each managed disk, attached to its VM", () => {
    const machine = machineNamed("vm-data-01");
    const disks = [
      valueAt(machine.properties, "storageProfile", "osDisk"),
      ...listAt(machine.properties, "storageProfile", "dataDisks"),
    ].map((disk) => world.resources.get(textAt(disk, "managedDisk", "id") ?? ""));
    assert.equal(disks.length, 3);
    for (const disk of disks) {
      assert.equal(disk?.managedBy, machine.id);
      assert.equal(textAt(disk.properties, "diskState"), "Attached");
      assert.deepEqual(valueAt(disk.properties, "encryption"), { type: "EncryptionAtRestWithPlatformKey" });
    }
    assert.equal(textAt(disks[0]?.properties, "tier"), "P4");
  });

  it("has no disk resource behind an unmanaged disk", () => {
    const osDisk = objectAt(machineNamed("vm-print-01").properties, "storageProfile", "osDisk");
    assert.match(textAt(osDisk, "vhd", "uri") ?? "", /^https:\/\/contosolegacyneu\.blob\./);
    assert.equal(osDisk["managedDisk"], undefined);
  });

  it("answers a settled disk's encryption set with the group in upper case, as Azure does", () => {
    const disk = world.resources.get(
      `${finance}/resourceGroups/rg-finance-weu/providers/Microsoft.Compute/disks/vm-ledger-01-osdisk`,
    );
    const id = textAt(disk?.properties, "encryption", "diskEncryptionSetId") ?? "";
    assert.match(id, /\/resourceGroups\/RG-FINANCE-WEU\//);
    assert.ok(isResourceId(id) && world.resources.get(id) !== undefined);
  });

  it("reaches the key of its disk encryption set, so that the disks stay readable", () => {
    const set = findSet(
      world,
      `${finance}/resourceGroups/rg-finance-weu/providers/Microsoft.Compute/diskEncryptionSets/des-contoso-fin`,
    );
    assert.ok(set !== undefined);
    assert.equal(newKeyRefusal(world, set, activeKeyUrlOf(set)), undefined);
    assert.deepEqual(
      resourcesOf(world, set).map(({ name }) => name),
      ["vm-ledger-01-osdisk", "vm-ledger-01-data-0"],
    );
    assert.equal(startRefusal(world, machineNamed("vm-ledger-01")), undefined);
  });

  it("has an NVMe controller on a size that knows no other", () => {
    const profile = objectAt(machineNamed("vm-api-01").properties, "storageProfile");
    assert.equal(profile["diskControllerType"], "NVMe");
  });

  it("has a virtual network with a subnet in the group and region of each VM, for the next one", () => {
    for (const { subscriptionId, resourceGroupName, location } of contoso.virtualMachines) {
      const name = resourceGroupName.replace(/^rg-/, "vnet-");
      const network = world.resources.get(
        `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Network/virtualNetworks/${name}`,
      );
      assert.equal(network?.location, location, name);
      assert.equal(textAt(listAt(network.properties, "subnets")[0], "name"), "default");
    }
  });

  it("has encryption at host registered where a VM has it, and in no other subscription", () => {
    const registered = [production, finance].filter((subscription) =>
      isFeatureInForce(world, subscription.split("/")[2] ?? "", "Microsoft.Compute/EncryptionAtHost"),
    );
    const having = contoso.virtualMachines.filter(({ encryptionAtHost }) => encryptionAtHost === true);
    assert.deepEqual(registered, [
      ...new Set(having.map(({ subscriptionId }) => `/subscriptions/${subscriptionId}`)),
    ]);
  });

  it("offers each size in the fleet's regions, with Azure's capability names", () => {
    const size = world.virtualMachineSkus.find(({ name }) => name === "Standard_D2s_v5");
    assert.deepEqual(size?.["locations"], ["westeurope", "northeurope"]);
    assert.equal(size["family"], "standardDSv5Family");
    const memory = listAt(size, "capabilities").find(
      (capability) => textAt(capability, "name") === "MemoryGB",
    );
    assert.equal(textAt(memory, "value"), "8");
  });

  it("is the same at each start, and another's beside it is its own", () => {
    const [one, two] = [startSandbox({ fleet: contoso }), startSandbox({ fleet: contoso })];
    assert.deepEqual(one.world.resources.all(), two.world.resources.all());
    one.world.resources.delete(machineNamed("vm-web-01").id);
    assert.ok(two.world.resources.get(machineNamed("vm-web-01").id));
  });
});

describe("a fleet's file", () => {
  const refused = (fleet: unknown): string => {
    let message = "";
    assert.throws(
      () => parseFleet(fleet),
      (error) => {
        assert.ok(error instanceof RunbookError && error.code === "FileUnreadable");
        message = error.message;
        return true;
      },
    );
    return message;
  };
  const withFirst = (change: object): unknown => ({
    ...contoso,
    virtualMachines: [{ ...contoso.virtualMachines[0], ...change }, ...contoso.virtualMachines.slice(1)],
  });

  it("that is half-written is refused, and the field is named with its VM's name", () => {
    assert.match(
      refused(withFirst({ osDisk: { name: "x" } })),
      /virtualMachines\[0\] \(vm-web-01\)\.osDisk\.diskSizeGB/,
    );
    assert.match(refused(withFirst({ why: undefined })), /virtualMachines\[0\] \(vm-web-01\)\.why/);
  });

  it("with a field that is not known is refused, and the field is named", () => {
    assert.match(refused(withFirst({ powerstate: "running" })), /"powerstate"/);
  });

  it("that is no fleet at all is refused", () => {
    for (const nonsense of [undefined, null, "contoso", [], {}])
      assert.match(refused(nonsense), /The fleet is not complete/);
  });
});
