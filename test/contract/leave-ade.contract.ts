import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import type { LeaveAdeFacts } from "../../lib/disk-encryption/jobs/leave-ade/observe";
import { adeInventory } from "../../lib/disk-encryption/jobs/leave-ade/inventory";
import {
  apply,
  approve,
  connect,
  observe,
  planEncryption,
  probeAll,
  probeScript,
  watch,
} from "@runbooks/disk-encryption";
import { observeLeaveAde } from "../../lib/disk-encryption/jobs/leave-ade/observe";
import { planLeaveAde } from "../../lib/disk-encryption/jobs/leave-ade/plan";
import { planRemoveOldVirtualMachine } from "../../lib/disk-encryption/jobs/leave-ade/remove";
import { production } from "../sandbox/contoso";
import { itHoldsOperations } from "./listed-operations";
import { listedExtensions } from "./operations";
import { validateExchanges, type Validated } from "./problems";

const subscription = "/subscriptions/{subscriptionId}";
const compute = `${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute`;
const machine = `${compute}/virtualMachines/{vmName}`;
const disk = `${compute}/disks/{diskName}`;

/** What the library sends for a VM that leaves Azure Disk Encryption, by the path of the documents. */
const documented: readonly string[] = [
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
  `GET ${subscription}/providers/Microsoft.Compute/skus 200`,
  `GET ${disk} 404`,
  `PUT ${disk} 200`,
  `POST ${disk}/beginGetAccess 200`,
  `POST ${disk}/endGetAccess 200`,
  `GET ${compute}/snapshots/{snapshotName} 200`,
  `PUT ${compute}/snapshots/{snapshotName} 200`,
  `PUT ${compute}/snapshots/{snapshotName} 202`,
  `GET ${machine} 200`,
  `GET ${machine} 404`,
  `POST ${machine}/deallocate 200`,
  `GET ${machine}/extensions/{vmExtensionName} 200`,
  `PUT ${machine}/extensions/{vmExtensionName} 200`,
  `PUT ${machine}/extensions/{vmExtensionName} 201`,
  `POST ${machine}/runCommand 200`,
  `POST ${machine}/runCommand 202`,
  `GET ${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName} 200`,
  `GET ${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}/versions/{keyVersion} 200`,
];

/** What it sends besides, which no document in `../shared` has. */
const undocumented: readonly string[] = [
  "GET /subscriptions 200",
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Features/providers/{resourceProviderNamespace}/features/{featureName} 200`,
  `POST ${subscription}/providers/Microsoft.Features/providers/{resourceProviderNamespace}/features/{featureName}/register 200`,
  `GET ${subscription}/providers/{providerNamespace} 200`,
  `POST ${subscription}/providers/{providerNamespace}/register 200`,
  `GET ${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.Authorization/policyAssignments 200`,
  `GET ${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network/virtualNetworks/{virtualNetworkName} 200`,
];

/** Recorded of ultra disks ("vm.latest.test_snapshot_ultra_ssd", 2024), and in no document. */
const expectedProblems: Readonly<Record<string, readonly string[]>> = {
  [`GET ${subscription}/providers/Microsoft.Compute/virtualMachines 200`]: listedExtensions,
  [`GET ${subscription}/providers/Microsoft.Compute/disks 200`]: [
    "answer: /value/{index}/properties/readOnly: OBJECT_ADDITIONAL_PROPERTIES: Additional properties not allowed: readOnly",
  ],
};

describe("The way out of Azure Disk Encryption, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
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
    validated = await validateExchanges(exchanges);
  });

  itHoldsOperations({ documented, undocumented, expectedProblems }, () => validated);
});
