import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { resourceGroupId, resourceGroupName, subscriptionId } from "../sandbox/support";
import { aWindowsMachine } from "../sandbox/support-compute";
import { encryptionBench, type EncryptionBench } from "../sandbox/support-disk-encryption-sets";
import { aNetworkInterface, aVirtualNetwork, subnetId } from "../sandbox/support-network";
import { aMachineFromDisk, aNewMachine } from "../sandbox/support-new-machine";
import { itHoldsOperations } from "./listed-operations";
import { validateExchanges, type Validated } from "./problems";

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const machine = `${group}/providers/Microsoft.Compute/virtualMachines/{vmName}`;
const disk = `${group}/providers/Microsoft.Compute/disks/{diskName}`;

/** What Microsoft's clients send to make, change and generalize VMs, by the path of the documents. */
const documented: readonly string[] = [
  `PUT ${machine} 201`,
  `PUT ${machine} 400`,
  `PUT ${machine} 404`,
  `PATCH ${machine} 200`,
  `PATCH ${machine} 409`,
  `GET ${machine} 200`,
  `GET ${machine}/instanceView 200`,
  `POST ${machine}/powerOff 202`,
  `POST ${machine}/powerOff 200`,
  `POST ${machine}/deallocate 202`,
  `POST ${machine}/deallocate 200`,
  `POST ${machine}/generalize 200`,
  `POST ${machine}/generalize 409`,
  `POST ${machine}/start 409`,
  `DELETE ${machine} 202`,
  `PUT ${disk} 202`,
  `PUT ${disk} 200`,
  `GET ${disk} 200`,
  "GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/publishers/{publisherName}/artifacttypes/vmimage/offers/{offer}/skus/{skus}/versions/{version} 200",
];

/** What it sends besides, which no document in `../shared` has. */
const undocumented: readonly string[] = [
  "GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200",
  "GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200",
];

/** A new VM in each of the ways there are, and some of what is refused. */
async function useMachines({ compute, drive, failure }: EncryptionBench): Promise<void> {
  const { virtualMachines, disks, virtualMachineImages } = compute;
  const create = (
    name: string,
    body: Parameters<typeof virtualMachines.createOrUpdate>[2],
  ): Promise<unknown> => drive(virtualMachines.createOrUpdate(resourceGroupName, name, body));
  await virtualMachineImages.get(
    "westeurope",
    "Canonical",
    "0001-com-ubuntu-server-jammy",
    "22_04-lts",
    "latest",
  );
  await create("vm-image", aNewMachine({ securityProfile: { encryptionAtHost: true } }));
  const networkInterfaceConfigurations = [
    { name: "nic", primary: true, ipConfigurations: [{ name: "ipconfig1", subnet: { id: subnetId } }] },
  ];
  const networkProfile = { networkApiVersion: "2022-11-01", networkInterfaceConfigurations };
  await create("vm-made-nic", aNewMachine({ networkProfile }));
  await failure(() => create("vm-bad", aNewMachine({ networkProfile: { networkInterfaces: [] } })));
  const imageReference = { publisher: "no", offer: "such", sku: "image", version: "latest" };
  await failure(() => create("vm-bad", aNewMachine({ storageProfile: { imageReference } })));

  const { id: sourceResourceId = "" } = await disks.get(resourceGroupName, "vm-windows_OsDisk");
  for (const name of ["copy", "other"]) {
    const creationData = { createOption: "Copy", sourceResourceId };
    await drive(disks.createOrUpdate(resourceGroupName, name, { location: "westeurope", creationData }));
  }
  const diskId = (name: string): string => `${resourceGroupId}/providers/Microsoft.Compute/disks/${name}`;
  await create("vm-disk", aMachineFromDisk(diskId("copy"), { networkProfile }));
  const osDisk = { createOption: "Attach", name: "other", managedDisk: { id: diskId("other") } };
  const swap = { storageProfile: { osDisk } };
  await failure(async () => virtualMachines.update(resourceGroupName, "vm-disk", swap).submitted());
  await failure(() => virtualMachines.generalize(resourceGroupName, "vm-disk"));
  await drive(virtualMachines.powerOff(resourceGroupName, "vm-disk"));
  await drive(virtualMachines.update(resourceGroupName, "vm-disk", swap));
  await drive(virtualMachines.deallocate(resourceGroupName, "vm-disk"));
  await virtualMachines.generalize(resourceGroupName, "vm-disk");
  await virtualMachines.instanceView(resourceGroupName, "vm-disk");
  await virtualMachines.get(resourceGroupName, "vm-disk", { expand: "instanceView" });
  await failure(async () => virtualMachines.start(resourceGroupName, "vm-disk").submitted());
  await drive(virtualMachines.delete(resourceGroupName, "vm-disk"));
}

describe("New VMs through Microsoft's clients, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const exchanges: Exchange[] = [];
    const fleet = {
      resources: [aVirtualNetwork(), aNetworkInterface()],
      virtualMachines: [aWindowsMachine()],
      features: [{ subscriptionId, name: "Microsoft.Compute/EncryptionAtHost" }],
    };
    await useMachines(encryptionBench(fleet, (exchange) => exchanges.push(exchange)));
    validated = await validateExchanges(exchanges);
  });

  itHoldsOperations({ documented, undocumented }, () => validated);
});
