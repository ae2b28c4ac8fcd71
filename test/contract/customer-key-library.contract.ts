import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import type { DiskEncryptionSetRequest } from "../../lib/disk-encryption/jobs/disk-encryption-set/request";
import { apply, approve, connect, readEncryptionAtRest, verify } from "@runbooks/disk-encryption";
import { observeCustomerKey } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/observe";
import { observeDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/observe";
import { observeEncryptionAtHost } from "../../lib/disk-encryption/jobs/encrypt-at-host/observe";
import {
  planCustomerKey,
  planPlatformKey,
} from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/plan";
import { planDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/plan";
import { planEncryptionAtHost } from "../../lib/disk-encryption/jobs/encrypt-at-host/plan";
import { planImage, planSnapshots } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/copies";
import { planKeyEnabled } from "../../lib/disk-encryption/jobs/disk-encryption-set/revoke";
import { planKeyRotation } from "../../lib/disk-encryption/jobs/disk-encryption-set/rotate";
import { readKeyUse } from "../../lib/disk-encryption/jobs/disk-encryption-set/key-use";
import { production } from "../sandbox/contoso";
import { itHoldsOperations } from "./listed-operations";
import { validateExchanges, type Validated } from "./problems";
import { recordedAt } from "./recording";
import { compareBodies } from "./shape";

const subscription = "/subscriptions/{subscriptionId}";
const group = `${subscription}/resourceGroups/{resourceGroupName}`;
const compute = `${group}/providers/Microsoft.Compute`;
const machine = `${compute}/virtualMachines/{vmName}`;
const set = `${compute}/diskEncryptionSets/{diskEncryptionSetName}`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`;

/** What the library sends for customer-managed keys and encryption at host, by the path of the documents. */
const documented: readonly string[] = [
  `GET ${set} 404`,
  `PUT ${set} 202`,
  `GET ${set} 200`,
  `PATCH ${set} 202`,
  `GET ${set}/associatedResources 200`,
  `PUT ${vault} 200`,
  `PUT ${vault}/accessPolicies/{operationKind} 200`,
  `PUT ${vault}/keys/{keyName} 200`,
  `GET ${vault}/keys/{keyName} 200`,
  `GET ${vault}/keys/{keyName}/versions/{keyVersion} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/snapshots 200`,
  `GET ${compute}/disks 200`,
  `GET ${compute}/snapshots 200`,
  `GET ${compute}/images 200`,
  `PATCH ${compute}/disks/{diskName} 202`,
  `PUT ${compute}/snapshots/{snapshotName} 202`,
  `PATCH ${compute}/snapshots/{snapshotName} 202`,
  `PUT ${compute}/images/{imageName} 201`,
  `POST ${machine}/deallocate 202`,
  `POST ${machine}/start 202`,
  `POST ${machine}/generalize 200`,
  `PATCH ${machine} 200`,
  "POST /keys/{key-name}/rotate 200",
  "PATCH /keys/{key-name}/{key-version} 200",
  "GET /keys/{key-name}/rotationpolicy 200",
  "PUT /keys/{key-name}/rotationpolicy 200",
  "GET /keys/{key-name}/rotationpolicy 401",
  "GET /keys/{key-name}/rotationpolicy 403",
  "GET /keys/{key-name}/versions 200",
  "GET /keys/{key-name}/versions 401",
  `GET ${subscription}/providers/Microsoft.Compute/skus 200`,
  `GET ${subscription}/providers/Microsoft.Compute/virtualMachines 200`,
  `PATCH ${set} 200`,
  `PUT ${set} 200`,
  `GET ${compute}/disks/{diskName} 200`,
  `PATCH ${compute}/disks/{diskName} 200`,
  `PATCH ${compute}/disks/{diskName} 400`,
  `GET ${compute}/images/{imageName} 200`,
  `GET ${compute}/images/{imageName} 404`,
  `GET ${compute}/snapshots/{snapshotName} 200`,
  `PATCH ${compute}/snapshots/{snapshotName} 200`,
  `PUT ${compute}/snapshots/{snapshotName} 200`,
  `GET ${machine} 200`,
  `POST ${machine}/deallocate 200`,
  `POST ${machine}/start 200`,
  `GET ${vault} 200`,
  `GET ${vault} 404`,
  `GET ${vault}/keys/{keyName} 404`,
];

/** What it sends besides, which no document in `../shared` has. */
const undocumented: readonly string[] = [
  "GET /subscriptions 200",
  `GET ${subscription}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Features/providers/{resourceProviderNamespace}/features/{featureName} 200`,
  `POST ${subscription}/providers/Microsoft.Features/providers/{resourceProviderNamespace}/features/{featureName}/register 200`,
  `GET ${subscription}/providers/{providerNamespace} 200`,
  `POST ${subscription}/providers/{providerNamespace}/register 200`,
  `GET ${vault}/providers/Microsoft.Authorization/roleAssignments 200`,
  `PUT ${vault}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName} 201`,
  `GET ${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName} 200`,
  `GET ${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName} 404`,
  `PUT ${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName} 201`,
];

/** Azure's own answer to a set's PUT has no id either, as recorded traffic shows; that of an ultra disk says `readOnly`. */
const expectedProblems: Readonly<Record<string, readonly string[]>> = {
  [`PUT ${set} 202`]: [
    "answer: /: MISSING_RESOURCE_ID: id is required to return in response of GET/PUT resource calls but not being provided",
  ],
  [`GET ${compute}/disks 200`]: [
    "answer: /value/{index}/properties/readOnly: OBJECT_ADDITIONAL_PROPERTIES: Additional properties not allowed: readOnly",
  ],
};

const provider = `${production}/resourceGroups/rg-security-weu/providers`;
const setId = `${provider}/Microsoft.Compute/diskEncryptionSets/des-contract`;
const vm = "vm-web-01";

async function carryOut(azure: SandboxConnection, plan: Plan): Promise<void> {
  await apply(azure, plan, approve(azure, plan, plan.target));
}

async function prepareSet(azure: SandboxConnection, request: DiskEncryptionSetRequest): Promise<void> {
  for (;;) {
    const plan = planDiskEncryptionSet(await observeDiskEncryptionSet(azure, request), request);
    if (plan.steps.length === 0) return;
    await carryOut(azure, plan);
  }
}

/** A set from nothing, a VM under it, rotation, revocation, copies, and the way back. */
async function runCustomerKeys(azure: SandboxConnection): Promise<void> {
  const request: DiskEncryptionSetRequest = {
    diskEncryptionSetId: setId,
    location: "westeurope",
    tenantId: azure.tenantId,
    keyVaultId: `${provider}/Microsoft.KeyVault/vaults/kv-contract-des`,
    key: { name: "key-des" },
    automaticRotation: false,
  };
  await prepareSet(azure, request);
  const observed = (): ReturnType<typeof observeCustomerKey> =>
    observeCustomerKey(azure, { virtualMachine: vm, diskEncryptionSetId: setId });
  await carryOut(azure, planCustomerKey(await observed()));
  await verify(azure, vm);
  const { key } = await observed();
  const replaces = key.kind === "known" ? key.value.url : "";
  for (let round = 0; round < 2; round += 1)
    await carryOut(azure, planKeyRotation(await observed(), { kind: "by-hand", replaces }));
  await carryOut(azure, planKeyRotation(await observed(), { kind: "automatic", newVersionAfter: "P6M" }));
  await carryOut(azure, planKeyEnabled(await observed(), false));
  await readKeyUse(azure, setId);
  await carryOut(azure, planKeyEnabled(await observed(), true));
  await carryOut(azure, planSnapshots(await observed()));
  const snapshots = azure.changes.flatMap(({ intent }) =>
    intent.request.path.includes("/snapshots/") ? [intent.request.path] : [],
  );
  await carryOut(azure, planPlatformKey(await observeCustomerKey(azure, { snapshots })));
  await carryOut(azure, planImage(await observed(), { imageId: `${provider}/Microsoft.Compute/images/img` }));
  await readEncryptionAtRest(azure, {
    subscriptionId: production.replace("/subscriptions/", ""),
    resourceGroupName: "rg-data-weu",
  });
}

/** The grant in a vault that goes by access policies. */
async function runAccessPolicy(azure: SandboxConnection): Promise<void> {
  const keyVaultId = `${provider}/Microsoft.KeyVault/vaults/kv-contract-policies`;
  await azure.sandbox.fetch(
    new Request(`https://management.azure.com${keyVaultId}?api-version=2026-02-01`, {
      method: "PUT",
      headers: { authorization: `Bearer ${azure.sandbox.issueToken("https://management.azure.com")}` },
      body: JSON.stringify({
        location: "westeurope",
        properties: {
          tenantId: azure.tenantId,
          sku: { family: "A", name: "standard" },
          accessPolicies: [],
          enableRbacAuthorization: false,
          enablePurgeProtection: true,
        },
      }),
    }),
  );
  await prepareSet(azure, {
    diskEncryptionSetId: `${setId}-policies`,
    location: "westeurope",
    tenantId: azure.tenantId,
    keyVaultId,
    key: { name: "key-des" },
    userAssignedIdentityId: `${provider}/Microsoft.ManagedIdentity/userAssignedIdentities/id-contract`,
  });
}

/** Requests that the Azure CLI was recorded with too, and in what ours differ. */
const recorded: readonly (readonly [string, RegExp, string, number, readonly string[]])[] = [
  [
    "making a set",
    /\/diskEncryptionSets\/des-contract$/,
    "azure-cli/vm.latest.test_disk_encryption_set",
    4,
    // Stated, so that the plan shows what Azure would choose.
    [
      "ours only: properties.encryptionType (string)",
      "ours only: properties.rotationToLatestKeyVersionEnabled (boolean)",
    ],
  ],
  [
    "making an image of a VM",
    /\/images\/img$/,
    "azure-cli/vm.latest.test_vm_generalize",
    37,
    ["recorded only: tags (object)"],
  ],
];

describe("Customer-managed keys and encryption at host through the library, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };
  const sandboxes: Exchange[][] = [];

  before(async () => {
    const connectNew = (): Promise<SandboxConnection> => {
      const sent: Exchange[] = [];
      sandboxes.push(sent);
      return connect({ observe: (exchange) => sent.push(exchange) });
    };
    await runCustomerKeys(await connectNew());
    await runAccessPolicy(await connectNew());
    const atHost = await connectNew();
    await carryOut(atHost, planEncryptionAtHost(await observeEncryptionAtHost(atHost, vm)));
    validated = await validateExchanges(...sandboxes);
  });

  itHoldsOperations({ documented, undocumented, expectedProblems }, () => validated);

  for (const [what, path, recording, place, differences] of recorded) {
    it(`${what}: the request has the recorded shape`, () => {
      const exchanges = sandboxes.flat();
      const sent = exchanges.find(({ method, url }) => method === "PUT" && path.test(new URL(url).pathname));
      assert.ok(sent !== undefined, "The library no longer sends this.");
      const { request } = recordedAt(recording, place);
      assert.deepEqual(compareBodies(request.body, sent.requestBody), differences);
    });
  }
});
