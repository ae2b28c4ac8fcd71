import assert from "node:assert/strict";

import { parseAnnouncedFindings, outcomesToAnnounce } from "../announced-findings";
import { evaluate } from "../../lib/disk-encryption/checks/evaluate";
import type { EncryptionFacts } from "../../lib/disk-encryption/checks/facts";
import { connect } from "../../lib/disk-encryption/connection/connect";
import { readDataFile } from "../../lib/azure/data";
import { RunbookError } from "../../lib/azure/errors";
import { observe } from "../../lib/disk-encryption/observe/observe";
import { readGuest } from "../../lib/disk-encryption/probe/read-guest";
import { probeScriptFor } from "../../lib/disk-encryption/probe/scripts";
import { parseFleet } from "../../lib/sandbox/index";

const fleet = parseFleet(readDataFile("fleets/contoso.json"));
type Connection = Awaited<ReturnType<typeof connect>>;

/** Observes with the probe's answer; as without where the guest does not answer. */
async function observeWithProbe(azure: Connection, id: string): Promise<EncryptionFacts> {
  const facts = await observe(azure, id);
  try {
    const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts));
    return await observe(azure, id, { guest });
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return facts;
  }
}

describe("The fleet Contoso", () => {
  let azure: Connection;
  before(async () => {
    azure = await connect();
  });

  for (const vm of fleet.virtualMachines) {
    const id =
      `/subscriptions/${vm.subscriptionId}/resourceGroups/${vm.resourceGroupName}` +
      `/providers/Microsoft.Compute/virtualMachines/${vm.name}`;
    const announced = parseAnnouncedFindings(vm.announces);

    it(`${vm.name} in ${vm.resourceGroupName} has exactly the findings that its record announces`, async () => {
      assert.deepEqual(outcomesToAnnounce(evaluate(await observe(azure, id))), announced.findings);
    });

    it(`${vm.name} in ${vm.resourceGroupName} has exactly those announced for after the probe`, async () => {
      assert.deepEqual(
        outcomesToAnnounce(evaluate(await observeWithProbe(azure, id))),
        announced.findingsWithProbe,
      );
    });
  }
});
