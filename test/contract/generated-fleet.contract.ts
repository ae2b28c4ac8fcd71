import { z } from "zod";

import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { connect } from "@runbooks/disk-encryption";
import { itHoldsOperations } from "./listed-operations";
import { validateExchanges, type Validated } from "./problems";
import { clientsOf } from "@runbooks/disk-encryption/clients";
import { truthOf } from "../sandbox/fleet/generated/truth";

const subscription = "/subscriptions/{subscriptionId}";
const compute = "providers/Microsoft.Compute";
const group = `${subscription}/resourceGroups/{resourceGroupName}/${compute}`;

/** Recorded lists of VMs have the ids of extensions, and of each no more than that, which the document does not allow. */
function withoutExtensionIds(exchange: Exchange): Exchange {
  const body = list.safeParse(exchange.responseBody);
  if (!body.success || !exchange.url.includes("/virtualMachines?")) return exchange;
  const value = body.data.value.map((machine) =>
    Object.fromEntries(Object.entries(machine).filter(([name]) => name !== "resources")),
  );
  return { ...exchange, responseBody: { ...body.data, value } };
}

const list = z.looseObject({ value: z.array(z.record(z.string(), z.unknown())) });

describe("A generated fleet, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const exchanges: Exchange[] = [];
    // Each kind of VM comes up in 200 of them.
    const azure = await connect({
      generate: { virtualMachines: 200, subscriptions: 1 },
      observe: (exchange) => exchanges.push(exchange),
    });
    const { subscriptionId = "" } = azure.subscriptions[0] ?? {};
    const client = clientsOf(azure).compute(subscriptionId);
    const lists = [
      client.virtualMachines.listAll(),
      client.disks.list(),
      client.snapshots.list(),
      client.images.list(),
      client.diskEncryptionSets.list(),
    ];
    for (const list of lists) while ((await list.next()).done !== true);
    for (const row of truthOf(azure.sandbox.generated)) {
      if (row.row !== "virtualMachine") continue;
      await client.virtualMachines.get(row.resourceGroup, row.vmName, { expand: "instanceView" });
    }
    validated = await validateExchanges(exchanges.map(withoutExtensionIds));
  });

  itHoldsOperations(
    {
      documented: [
        `GET ${subscription}/${compute}/virtualMachines 200`,
        `GET ${subscription}/${compute}/disks 200`,
        `GET ${subscription}/${compute}/snapshots 200`,
        `GET ${subscription}/${compute}/images 200`,
        `GET ${subscription}/${compute}/diskEncryptionSets 200`,
        `GET ${group}/virtualMachines/{vmName} 200`,
      ],
      undocumented: ["GET /subscriptions 200"],
    },
    () => validated,
  );
});
