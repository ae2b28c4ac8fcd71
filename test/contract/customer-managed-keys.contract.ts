import assert from "node:assert/strict";

import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { aLinuxMachine } from "../sandbox/support-compute";
import {
  aSet,
  cmkVersion,
  computeId,
  encryptionBench,
  fleetWithSet,
  otherKeyUrl,
  setId,
  setName,
  setToMake,
  type EncryptionBench,
} from "../sandbox/support-disk-encryption-sets";
import { resourceGroupName } from "../sandbox/support";
import { itHoldsOperations } from "./listed-operations";
import { validateExchanges, type Validated } from "./problems";

const subscription = "/subscriptions/{subscriptionId}";
const group = `${subscription}/resourceGroups/{resourceGroupName}`;
const provider = "/providers/Microsoft.Compute";
const set = `${group}${provider}/diskEncryptionSets/{diskEncryptionSetName}`;
const image = `${group}${provider}/images/{imageName}`;
const disk = `${group}${provider}/disks/{diskName}`;
const snapshot = `${group}${provider}/snapshots/{snapshotName}`;

/** What Microsoft's clients send for customer-managed keys and the sandbox answers, by the path of the documents. */
const documented: readonly string[] = [
  `PUT ${set} 202`,
  `PUT ${set} 200`,
  `PUT ${set} 400`,
  `PATCH ${set} 202`,
  `PATCH ${set} 200`,
  `PATCH ${set} 409`,
  `GET ${set} 200`,
  `GET ${set} 404`,
  `GET ${group}/providers/Microsoft.Compute/diskEncryptionSets 200`,
  `GET ${subscription}/providers/Microsoft.Compute/diskEncryptionSets 200`,
  `GET ${set}/associatedResources 200`,
  `DELETE ${set} 202`,
  `DELETE ${set} 204`,
  `DELETE ${set} 409`,
  `PUT ${disk} 202`,
  `PUT ${disk} 200`,
  `PUT ${disk} 400`,
  `PATCH ${disk} 202`,
  `PATCH ${disk} 200`,
  `PATCH ${disk} 409`,
  `GET ${disk} 200`,
  `DELETE ${disk} 202`,
  `PUT ${snapshot} 202`,
  `PUT ${snapshot} 200`,
  `PATCH ${snapshot} 202`,
  `PATCH ${snapshot} 200`,
  `GET ${snapshot} 200`,
  `DELETE ${snapshot} 202`,
  `PUT ${image} 201`,
  `PUT ${image} 409`,
  `PATCH ${image} 200`,
  `GET ${image} 200`,
  `GET ${group}/providers/Microsoft.Compute/images 200`,
  `GET ${subscription}/providers/Microsoft.Compute/images 200`,
  `DELETE ${image} 202`,
  "POST /keys/{key-name}/rotate 401",
  "POST /keys/{key-name}/rotate 200",
  "GET /keys/{key-name}/rotationpolicy 200",
  "PUT /keys/{key-name}/rotationpolicy 200",
  "PUT /keys/{key-name}/rotationpolicy 400",
  "PATCH /keys/{key-name}/{key-version} 200",
];

/** What they send besides, which no document in `../shared` has. */
const undocumented: readonly string[] = [
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200`,
];

/** What differs from the documents because recorded traffic does, and where. */
const expectedProblems: Readonly<Record<string, readonly string[]>> = {
  [`PUT ${set} 202`]: [
    "answer: /: MISSING_RESOURCE_ID: id is required to return in response of GET/PUT resource calls but not being provided",
  ],
};

/** Everything that can be done with a set, and some of what is refused. */
async function useSets(bench: EncryptionBench): Promise<void> {
  const { compute, drive, failure, keys, sandbox } = bench;
  const sets = compute.diskEncryptionSets;
  const encryption = { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: setId };
  await drive(sets.createOrUpdate(resourceGroupName, "des-new", setToMake({ tags: { a: "1" } })));
  await failure(async () =>
    sets.createOrUpdate(resourceGroupName, "des-bad", setToMake({ activeKey: { keyUrl: "x" } })).submitted(),
  );
  await failure(async () => sets.get(resourceGroupName, "des-bad"));
  await drive(sets.delete(resourceGroupName, "des-new"));
  await drive(sets.delete(resourceGroupName, "des-new"));

  const creationData = { createOption: "Empty" };
  const aDisk = { location: "westeurope", creationData, diskSizeGB: 4, encryption };
  await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
  await failure(async () =>
    compute.disks.createOrUpdate(resourceGroupName, "d2", { ...aDisk, location: "northeurope" }).submitted(),
  );
  const copy = { createOption: "Copy", sourceResourceId: computeId("disks", "d1") };
  const incremental = { location: "westeurope", creationData: copy, incremental: true };
  await drive(compute.snapshots.createOrUpdate(resourceGroupName, "s1", incremental));
  const platformKey = { encryption: { type: "EncryptionAtRestWithPlatformKey" } };
  await failure(async () => compute.disks.update(resourceGroupName, "d1", platformKey).submitted());

  await drive(compute.snapshots.update(resourceGroupName, "s1", { tags: { a: "1" } }));
  for await (const one of sets.list()) assert.ok(one.id !== undefined);
  for await (const one of sets.listByResourceGroup(resourceGroupName)) assert.ok(one.id !== undefined);
  for await (const id of sets.listAssociatedResources(resourceGroupName, setName)) assert.ok(id !== "");
  await failure(async () => sets.delete(resourceGroupName, setName).submitted());

  const activeKey = { keyUrl: otherKeyUrl };
  await drive(sets.update(resourceGroupName, setName, { activeKey, tags: { b: "2" } }));
  await failure(async () =>
    sets
      .update(resourceGroupName, setName, { encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" })
      .submitted(),
  );
  await keys.rotateKey("other");
  await keys.updateKeyRotationPolicy("other", {
    expiresIn: "P90D",
    lifetimeActions: [{ action: "Rotate", timeBeforeExpiry: "P30D" }],
  });
  await keys.getKeyRotationPolicy("cmk");
  await failure(() => keys.updateKeyRotationPolicy("other", { expiresIn: "P1D" }));
  await drive(sets.update(resourceGroupName, setName, { rotationToLatestKeyVersionEnabled: true }));
  sandbox.clock.advance(60 * 60_000);
  await sets.get(resourceGroupName, setName);
  const { properties } = await keys.rotateKey("other");
  await keys.updateKeyProperties("other", properties.version ?? "", { enabled: false });
  await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
  sandbox.clock.advance(60 * 60_000);
  // With the error of the automatic rotation.
  assert.ok((await sets.get(resourceGroupName, setName)).autoKeyRotationError !== undefined);
  await drive(compute.snapshots.delete(resourceGroupName, "s1"));
  await drive(compute.disks.update(resourceGroupName, "d1", platformKey));
  await drive(compute.disks.delete(resourceGroupName, "d1"));
}

async function useImages({ compute, drive, failure, sandbox }: EncryptionBench): Promise<void> {
  const sourceVirtualMachine = { id: computeId("virtualMachines", "vm-linux") };
  const anImage = { location: "westeurope", sourceVirtualMachine };
  await failure(async () => compute.images.createOrUpdate(resourceGroupName, "i1", anImage).submitted());
  for (const guest of sandbox.world.guests.values()) guest.generalized = true;
  await drive(compute.images.createOrUpdate(resourceGroupName, "i1", anImage));
  await drive(compute.images.update(resourceGroupName, "i1", { tags: { a: "1" } }));
  for await (const one of compute.images.list()) assert.ok(one.id !== undefined);
  for await (const one of compute.images.listByResourceGroup(resourceGroupName))
    assert.ok(one.id !== undefined);
  await drive(compute.images.delete(resourceGroupName, "i1"));
}

describe("Customer-managed keys through Microsoft's clients, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const exchanges: Exchange[] = [];
    const machine = aLinuxMachine({
      osDisk: { name: "os", diskSizeGB: 30, sku: "Premium_LRS", diskEncryptionSetId: setId },
      powerState: "deallocated",
    });
    const bench = encryptionBench(
      fleetWithSet({ resources: [aSet()], virtualMachines: [machine] }),
      (exchange) => exchanges.push(exchange),
    );
    await useImages(bench);
    await useSets(bench);
    validated = await validateExchanges(exchanges);
  });

  itHoldsOperations({ documented, undocumented, expectedProblems }, () => validated);
});
