import assert from "node:assert/strict";

import {
  adeInventory,
  apply,
  approve,
  connect,
  observe,
  observeLeaveAde,
  planEncryption,
  planLeaveAde,
  planRemoveOldVirtualMachine,
  probeAll,
  probeScript,
  watch,
  type Exchange,
  type LeaveAdeFacts,
  type Plan,
} from "../../lib/index";
import { production } from "../sandbox/contoso";
import { problemsByOperation } from "./problems";

const subscription = "/subscriptions/{subscriptionId}";
const compute = `${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute`;
const machine = `${compute}/virtualMachines/{vmName}`;
const disk = `${compute}/disks/{diskName}`;

/** What the library sends for a VM that leaves Azure Disk Encryption, by the path of the documents. */
const operations: readonly string[] = [
  `GET ${subscription}/providers/Microsoft.Compute/virtualMachines 200`,
  `GET ${subscription}/providers/Microsoft.Compute/disks 200`,
  `GET ${disk} 200`,
  `POST ${machine}/deallocate 202`,
  `PUT ${disk} 202`,
  `POST ${disk}/beginGetAccess 202`,
  `POST ${disk}/endGetAccess 202`,
  `PUT ${machine} 201`,
  `DELETE ${machine} 202`,
  `DELETE ${disk} 202`,
];

/** Recorded of ultra disks ("vm.latest.test_snapshot_ultra_ssd", 2024), and in no document. */
const recordedAllTheSame = "properties/readOnly: OBJECT_ADDITIONAL_PROPERTIES";

describe("The way out of Azure Disk Encryption, against Microsoft's documents", () => {
  let byOperation: Awaited<ReturnType<typeof problemsByOperation>> = new Map();

  before(async function () {
    this.timeout(60_000);
    const exchanges: Exchange[] = [];
    const azure = await connect({ observe: (exchange) => exchanges.push(exchange) });
    const virtualMachine = "vm-web-01";
    const script = probeScript("Windows");
    const facts = (before?: LeaveAdeFacts): Promise<LeaveAdeFacts> =>
      observeLeaveAde(
        azure,
        {
          virtualMachine,
          newName: "vm-web-01b",
          subnetId: `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Network/virtualNetworks/vnet-web-weu/subnets/default`,
        },
        before === undefined ? { script } : { script, before },
      );
    const carryOut = (plan: Plan): Promise<unknown> => apply(azure, plan, approve(azure, plan, plan.target));
    const [observed] = await probeAll(azure, [await observe(azure, virtualMachine)]);
    assert.ok(observed !== undefined);
    await carryOut(planEncryption(observed));
    await watch(azure, virtualMachine, { script });
    await carryOut(planLeaveAde(await facts()));
    await watch(azure, virtualMachine, { script });
    const ready = await facts();
    await carryOut(planLeaveAde(ready));
    await adeInventory(azure);
    await carryOut(planRemoveOldVirtualMachine(await facts(ready)));
    byOperation = await problemsByOperation(exchanges);
  });

  for (const operation of operations) {
    it(`${operation.replace(compute, "...")}: request and answer are valid`, () => {
      const found = byOperation.get(operation);
      assert.ok(found !== undefined, "The library no longer sends this; take it off the list.");
      const problems = [...found].filter((problem) => !problem.includes(recordedAllTheSame));
      assert.equal(problems.join("\n"), "");
    });
  }
});
