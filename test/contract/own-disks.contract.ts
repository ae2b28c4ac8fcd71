import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ApplyOptions } from "../../lib/disk-encryption/change/apply";
import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { observeCopy, planCopyByUpload } from "../../lib/disk-encryption/jobs/upload-disk/plan-copy";
import { apply, approve, connect } from "@runbooks/disk-encryption";
import { observeStoreKey } from "../../lib/disk-encryption/jobs/store-key/observe";
import { observeUpload } from "../../lib/disk-encryption/jobs/upload-disk/observe";
import { observeVirtualMachineFromDisk } from "../../lib/disk-encryption/jobs/create-vm-from-disk/observe";
import { planStoreKey } from "../../lib/disk-encryption/jobs/store-key/plan";
import { planUpload } from "../../lib/disk-encryption/jobs/upload-disk/plan";
import { planVirtualMachineFromDisk } from "../../lib/disk-encryption/jobs/create-vm-from-disk/plan";
import { readBekFile } from "../../lib/disk-encryption/jobs/store-key/read-bek-file";
import { aBek } from "../disk-encryption/nouns/a-bek";
import { vhdFolder, windowsVhd } from "../disk-encryption/jobs/upload-disk/vhd-files";
import { production } from "../sandbox/contoso";
import { STARTUP_KEY } from "../vhd/build/bitlocker";
import { itHoldsOperations } from "./listed-operations";
import { validateExchanges, type Validated } from "./problems";

const compute =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute";
const disk = `${compute}/disks/{diskName}`;
const machine = `${compute}/virtualMachines/{vmName}`;

/** What the library sends for an operator's own disk, by the path of the documents; beside what it sends for any VM. */
const documented: readonly string[] = [
  `GET ${disk} 404`,
  `PUT ${disk} 202`,
  `PUT ${disk} 200`,
  `POST ${disk}/beginGetAccess 202`,
  `POST ${disk}/beginGetAccess 200`,
  `POST ${disk}/endGetAccess 202`,
  `POST ${disk}/endGetAccess 200`,
  `PATCH ${disk} 202`,
  `PATCH ${disk} 200`,
  `GET ${disk} 200`,
  `PUT ${machine} 201`,
  "GET /secrets/{secret-name}/versions 404",
  "GET /secrets/{secret-name}/versions 200",
  "GET /deletedsecrets 200",
  "GET /keys/{key-name}/{key-version} 200",
  "POST /keys/{key-name}/{key-version}/wrapkey 200",
  "PUT /secrets/{secret-name} 200",
  "GET /deletedsecrets 401",
  "GET /keys/{key-name}/{key-version} 401",
  "GET /secrets/{secret-name}/versions 401",
  "GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/skus 200",
  `GET ${machine} 200`,
  `GET ${machine} 404`,
  "GET /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName} 200",
  "GET /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}/versions/{keyVersion} 200",
];

/** What it sends besides, which no document in `../shared` has. */
const undocumented: readonly string[] = [
  "GET /subscriptions 200",
  "GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200",
  "GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200",
  "GET /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Authorization/policyAssignments 200",
  "GET /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network/virtualNetworks/{virtualNetworkName} 200",
];

const group = `${production}/resourceGroups/rg-web-weu/providers`;
const diskId = `${group}/Microsoft.Compute/disks/own`;
const vmId = `${group}/Microsoft.Compute/virtualMachines/vm-own`;
const keyVaultId = `${production}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-weu`;
const keyEncryptionKeyUrl =
  "https://kv-contoso-weu.vault.azure.net/keys/kek-ade-2048/f5be991329e93634825a1fc0b555d4a5";
const location = "westeurope";

async function carryOut(azure: SandboxConnection, plan: Plan, options: ApplyOptions = {}): Promise<void> {
  await apply(azure, plan, approve(azure, plan, plan.hash), options);
}

/** From a VHD to a VM, and a copy of the disk's bytes. */
async function bringOwnDisk(azure: SandboxConnection): Promise<void> {
  const folder = vhdFolder();
  try {
    const path = folder.write("own.vhd", windowsVhd());
    await carryOut(azure, planUpload(await observeUpload(azure, { path, diskId, location })));
    const bek = join(folder.path, "own.BEK");
    writeFileSync(bek, aBek(STARTUP_KEY.id));
    const material = await readBekFile(bek);
    // By the one algorithm that the vault has to carry out itself.
    const algorithm = "RSA-OAEP-256";
    const stored = { keyVaultId, keyEncryptionKeyUrl, algorithm, vmId, location, material } as const;
    await carryOut(azure, planStoreKey(await observeStoreKey(azure, stored)), {
      secrets: { volumeKey: material },
    });
    const copy = { sourceDiskId: diskId, diskId: `${diskId}-copy` };
    await carryOut(azure, planCopyByUpload(await observeCopy(azure, copy)));
    const machineFacts = await observeVirtualMachineFromDisk(azure, {
      vmId,
      location,
      vmSize: "Standard_D2s_v5",
      osDiskId: diskId,
      keyVaultId,
      secretName: STARTUP_KEY.id,
      subnetId: `${group}/Microsoft.Network/virtualNetworks/vnet-web-weu/subnets/default`,
    });
    await carryOut(azure, planVirtualMachineFromDisk(machineFacts));
  } finally {
    folder.remove();
  }
}

describe("An operator's own disk through the library, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const exchanges: Exchange[] = [];
    await bringOwnDisk(await connect({ observe: (exchange) => exchanges.push(exchange) }));
    validated = await validateExchanges(exchanges);
  });

  itHoldsOperations({ documented, undocumented }, () => validated);
});
