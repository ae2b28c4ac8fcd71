import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { connect } from "@runbooks/disk-encryption";
import { readFleetFromGraph } from "../../lib/fleet/inventory/graph";
import { setPageSize } from "../../lib/sandbox/paging";
import { itHoldsOperations } from "./listed-operations";
import { validateExchanges, type Validated } from "./problems";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const query = "POST /providers/Microsoft.ResourceGraph/resources";

/** Azure tells the place of a mistake in numbers and texts (Azure/azure-powershell#13762, 2020), where its document has objects. */
const expectedProblems: Readonly<Record<string, readonly string[]>> = {
  [`${query} 400`]: [
    "answer: /error/details/{index}/line, /error/details/{index}/characterPositionInLine: INVALID_TYPE: Expected type object but found type integer",
    "answer: /error/details/{index}/token: INVALID_TYPE: Expected type object but found type string",
  ],
};

describe("Azure Resource Graph, against Microsoft's document", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const exchanges: Exchange[] = [];
    const azure = await connect({ throttling: true, observe: (exchange) => exchanges.push(exchange) });
    setPageSize(azure.sandbox.world, 10);
    await readFleetFromGraph(azure);
    await readFleetFromGraph(azure, { managementGroups: [azure.tenantId] });
    const graph = clientsOf(azure).resourceGraph();
    await graph.resources({ query: "resources | take 1", options: { resultFormat: "table" } });
    await graph.resources({ query: "resources | summarize" }).catch(() => undefined);
    for (let count = 0; count < 15; count += 1)
      await graph.resources({ query: "resources | take 1" }).catch(() => undefined);
    validated = await validateExchanges(exchanges);
  });

  itHoldsOperations(
    {
      documented: [`${query} 200`, `${query} 400`, `${query} 429`],
      undocumented: ["GET /subscriptions 200"],
      expectedProblems,
    },
    () => validated,
  );
});
