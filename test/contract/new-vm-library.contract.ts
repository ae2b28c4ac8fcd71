import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { Redacted } from "@runbooks/azure";
import { apply, approve, connect, type NewVirtualMachineRequest } from "@runbooks/disk-encryption";
import { observeNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/observe";
import { planNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { production } from "../sandbox/contoso";
import { aNewLinuxVirtualMachine, aNewVirtualMachine } from "../new-vm-builders";
import { itHoldsOperations } from "./listed-operations";
import { validateExchanges, type Validated } from "./problems";

const subscription = "/subscriptions/{subscriptionId}";
const compute = `${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute`;
const machine = `${compute}/virtualMachines/{vmName}`;
const versions = `${subscription}/providers/Microsoft.Compute/locations/{location}/publishers/{publisherName}/artifacttypes/vmimage/offers/{offer}/skus/{skus}/versions`;

/** What the library sends for a new VM, by the path of the documents; beside what it sends for one that is there. */
const documented: readonly string[] = [
  `GET ${versions} 200`,
  `GET ${versions}/{version} 200`,
  `GET ${machine} 404`,
  `GET ${compute}/disks/{diskName} 404`,
  `PUT ${machine} 201`,
  `GET ${machine} 200`,
  `PUT ${compute}/snapshots/{snapshotName} 202`,
  `PUT ${machine}/extensions/{vmExtensionName} 201`,
  `GET ${subscription}/providers/Microsoft.Compute/skus 200`,
  `GET ${compute}/snapshots/{snapshotName} 200`,
  `PUT ${compute}/snapshots/{snapshotName} 200`,
  `GET ${machine}/extensions/{vmExtensionName} 200`,
  `GET ${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName} 200`,
];

/** What it sends besides, which no document in `../shared` has. */
const undocumented: readonly string[] = [
  "GET /subscriptions 200",
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200`,
  `GET ${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.Authorization/policyAssignments 200`,
  `GET ${subscription}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network/virtualNetworks/{virtualNetworkName} 200`,
];

const inContoso = {
  subscriptionId: production.replace("/subscriptions/", ""),
  resourceGroupName: "rg-web-weu",
  subnetId: `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Network/virtualNetworks/vnet-web-weu/subnets/default`,
  dataDisks: [{ diskSizeGB: 4 }],
  encryption: {
    kind: "azure-disk-encryption",
    keyVaultId: `${production}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-weu`,
  },
} as const;
const requests: readonly NewVirtualMachineRequest[] = [
  aNewVirtualMachine({ ...inContoso, name: "vm-new-01" }),
  aNewLinuxVirtualMachine({
    ...inContoso,
    name: "vm-new-02",
    encryption: { ...inContoso.encryption, volumeType: "Data" },
  }),
];

describe("New VMs through the library, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const exchanges: Exchange[] = [];
    const azure = await connect({ observe: (exchange) => exchanges.push(exchange) });
    for (const request of requests) {
      const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, request));
      const secrets = { adminPassword: new Redacted("Correct-horse-1") };
      await apply(azure, plan, approve(azure, plan, plan.target), { secrets });
    }
    validated = await validateExchanges(exchanges);
  });

  itHoldsOperations({ documented, undocumented }, () => validated);
});
