import assert from "node:assert/strict";

import { absent, missing, type Fact } from "../../../../lib/azure/fact";
import type { Subnet } from "../../../../lib/azure/subnet";
import type { Verdict } from "../../../../lib/disk-encryption/checks/finding";
import { newVmSubnet } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-subnet";
import { fact } from "../../../builders";
import { aSubnet, newVirtualMachineFacts } from "../../../new-vm-builders";

const evaluated = (subnet: Fact<Subnet>): Verdict =>
  newVmSubnet(newVirtualMachineFacts({ subnet }), "current");

describe("new-vm-subnet", () => {
  for (const location of ["westeurope", "West Europe"]) {
    it(`passes for a subnet of the VM's region, spelled "${location}"`, () => {
      assert.equal(evaluated(fact(aSubnet({ location }))).outcome, "pass");
    });
  }

  it("fails for a subnet of another region, and names both", () => {
    const verdict = evaluated(fact(aSubnet({ location: "northeurope" })));
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /northeurope.*westeurope/);
  });

  it("fails for a subnet of another subscription", () => {
    const subscriptionId = "99999999-9999-9999-9999-999999999999";
    assert.equal(evaluated(fact(aSubnet({ subscriptionId }))).outcome, "fail");
  });

  it("passes for a subnet whose subscription is spelled in another case", () => {
    const subscriptionId = "AAAAAAAA-0000-4000-8000-00000000000B";
    const { request } = newVirtualMachineFacts();
    const facts = newVirtualMachineFacts({
      request: { ...request, subscriptionId: subscriptionId.toLowerCase() },
      subnet: fact(aSubnet({ subscriptionId })),
    });
    assert.equal(newVmSubnet(facts, "current").outcome, "pass");
  });

  it("fails for a subnet that is delegated to a service", () => {
    assert.equal(evaluated(fact(aSubnet({ delegations: ["Microsoft.Web/serverFarms"] }))).outcome, "fail");
  });

  it("fails for a subnet that is not there", () => {
    assert.equal(evaluated(absent("virtual network vnet-web has no subnet default")).outcome, "fail");
  });

  it("is unknown for a subnet that can't be read", () => {
    assert.equal(evaluated(missing("no rights")).outcome, "unknown");
  });
});
