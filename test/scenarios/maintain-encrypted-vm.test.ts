import assert from "node:assert/strict";

import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import {
  evaluateOsDiskResize,
  evaluateSizeChange,
} from "../../lib/disk-encryption/jobs/resize-encrypted-vm/evaluate";
import {
  observe,
  planAddedDisk,
  planDisable,
  planRemoveExtension,
  probeScript,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { observeAdeKeys } from "../../lib/disk-encryption/jobs/rotate-ade-keys/observe";
import { observeSize } from "../../lib/disk-encryption/jobs/resize-encrypted-vm/observe";
import {
  carryOut,
  guestOf,
  KEY,
  LINUX,
  observed,
  restarted,
  VAULT,
  WINDOWS,
  withEncrypted,
  withOwnTool,
} from "./encrypted-vm";

const WISHED = { keyVaultId: VAULT, keyEncryptionKeyUrl: KEY };

/** What an operator does in the portal: an empty disk more, at the next LUN. */
async function attachDisk(azure: SandboxConnection, name: string): Promise<string> {
  const { subscriptionId, resourceGroupName, location, dataDisks } = (await observe(azure, name))
    .virtualMachine;
  const lun = dataDisks.length;
  const diskName = `${name}-data-${lun}`;
  await withOwnTool(azure, subscriptionId, ({ disks }) =>
    disks.createOrUpdate(resourceGroupName, diskName, {
      location,
      sku: { name: "Premium_LRS" },
      creationData: { createOption: "Empty" },
      diskSizeGB: 64,
    }),
  );
  const idOf = (disk: string): string =>
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/disks/${disk}`;
  await withOwnTool(azure, subscriptionId, ({ virtualMachines }) =>
    virtualMachines.update(resourceGroupName, name, {
      storageProfile: {
        dataDisks: [...dataDisks, { name: diskName, lun, managedDiskId: idOf(diskName) }].map((disk) => ({
          lun: disk.lun ?? 0,
          name: disk.name,
          createOption: "Attach",
          managedDisk: { id: disk.managedDiskId ?? "" },
        })),
      },
    }),
  );
  return diskName;
}

/** What an operator does inside: the new disk gets a volume. */
async function formatAndMount(azure: SandboxConnection, name: string, mountPoint: string): Promise<void> {
  const guest = await guestOf(azure, name);
  const { dataVolumes = [] } = guest.specification;
  const fileSystem = guest.osType === "Windows" ? "NTFS" : "ext4";
  guest.specification = {
    ...guest.specification,
    dataVolumes: [...dataVolumes, { lun: dataVolumes.length, mountPoint, fileSystem }],
  };
}

for (const [name, volumeType, asked, mountPoint] of [
  [WINDOWS, "All", "All", "G:"],
  [LINUX, "Data", "Data", "/data3"],
  [LINUX, "All", "All", "/data3"],
] as const) {
  describe(`A disk that is added to ${name}, encrypted with ${volumeType}`, () => {
    let azure: SandboxConnection;
    let added: string;
    const script = probeScript(name === WINDOWS ? "Windows" : "Linux");

    before(async () => {
      azure = await withEncrypted(name, { volumeType });
      added = await attachDisk(azure, name);
    });

    it("can't be encrypted before it is formatted and mounted", async () => {
      const facts = await observed(azure, name, WISHED);
      assert.throws(
        () => planAddedDisk(facts),
        (error) => error instanceof RunbookError && error.message.includes(added),
      );
    });

    it(`is encrypted by a rerun for ${asked}, and the keys of the others stay`, async () => {
      await formatAndMount(azure, name, mountPoint);
      const before = await observeAdeKeys(azure, name);
      assert.ok(before.unstamped.includes(added));
      const plan = planAddedDisk(await observed(azure, name, WISHED));
      assert.deepEqual(plan.blockers, []);
      const action = plan.steps.at(-1)?.action;
      assert.ok(action?.kind === "put-extension");
      assert.equal(action.settings["VolumeType"], asked);
      await carryOut(azure, plan);
      await watch(azure, name, { script });
      const after = await observeAdeKeys(azure, name, { former: before });
      assert.deepEqual(after.former, [], "every former key is still named");
      assert.ok(after.keys.some(({ disk }) => disk === added));
      const proof = await verify(azure, name, { script });
      assert.equal(proof.disks.find(({ disk }) => disk === added)?.azureDiskEncryption.state, "encrypted");
      assert.equal(proof.proven, true);
    });

    it("has nothing left to do afterwards, and starts again", async () => {
      assert.deepEqual(planAddedDisk(await observed(azure, name, WISHED)).steps, []);
      assert.equal(await restarted(azure, name), "Ready");
    });
  });
}

describe("Removing the extension of an encrypted VM", () => {
  let azure: SandboxConnection;
  const script = probeScript("Windows");

  before(async () => {
    azure = await withEncrypted(WINDOWS);
  });

  it("is refused while its disks are encrypted, unless that is said", async () => {
    const facts = await observed(azure, WINDOWS, WISHED);
    assert.throws(() => planRemoveExtension(facts), { code: "PlanBlocked" });
  });

  it("leaves the disks encrypted, and the VM starts again", async () => {
    await carryOut(
      azure,
      planRemoveExtension(await observed(azure, WINDOWS, WISHED), { whileEncrypted: true }),
    );
    assert.deepEqual((await observe(azure, WINDOWS)).virtualMachine.extensions, []);
    assert.equal((await verify(azure, WINDOWS, { script })).proven, true);
    assert.equal(await restarted(azure, WINDOWS), "Ready");
    assert.deepEqual(planRemoveExtension(await observed(azure, WINDOWS, WISHED)).steps, []);
  });

  it("is undone by disabling encryption, which installs it again, and then nothing is in the way", async () => {
    await carryOut(azure, planDisable(await observed(azure, WINDOWS, WISHED)));
    await watch(azure, WINDOWS, { script });
    const plan = planRemoveExtension(await observed(azure, WINDOWS, WISHED));
    assert.equal(plan.warnings.length, 1, "only the retirement");
    await carryOut(azure, plan);
    assert.deepEqual((await observe(azure, WINDOWS)).virtualMachine.extensions, []);
  });
});

describe("Resizing an encrypted Linux VM", () => {
  let azure: SandboxConnection;

  before(async () => {
    azure = await withEncrypted(LINUX, { volumeType: "All" });
  });

  async function refusalOf(begin: Parameters<typeof withOwnTool>[2]): Promise<string> {
    const { subscriptionId } = (await observe(azure, LINUX)).virtualMachine;
    try {
      await withOwnTool(azure, subscriptionId, begin);
    } catch (error) {
      return String(error);
    }
    return "";
  }

  it("does not resize its OS disk: the library says so, and Azure refuses it", async () => {
    const facts = await observed(azure, LINUX, WISHED);
    assert.equal(evaluateOsDiskResize(facts).items[0]?.outcome, "fail");
    const { resourceGroupName, osDisk } = facts.virtualMachine;
    assert.match(
      await refusalOf(({ disks }) => disks.update(resourceGroupName, osDisk.name, { diskSizeGB: 256 })),
      /can't be resized/,
    );
  });

  for (const [vmSize, refused] of [
    ["Standard_D2s_v5", undefined],
    ["Standard_D2s_v6", /does not support VM size|cannot boot/],
    ["Standard_L8s_v2", /does not support|resource disk/],
    ["Standard_D4ds_v5", /resource disk to non-resource disk/],
  ] as const) {
    it(`${refused === undefined ? "takes" : "does not take"} size ${vmSize}, by the library's word and by Azure's`, async () => {
      const facts = await observed(azure, LINUX, WISHED);
      const { resourceGroupName, vmSize: present } = facts.virtualMachine;
      const evaluated = evaluateSizeChange(facts, await observeSize(azure, facts.virtualMachine, vmSize));
      assert.equal(evaluated.verified, refused === undefined, JSON.stringify(evaluated.items));
      const resize = (size: string): Promise<string> =>
        refusalOf(({ virtualMachines }) =>
          virtualMachines.update(resourceGroupName, LINUX, { hardwareProfile: { vmSize: size } }),
        );
      const said = await resize(vmSize);
      if (refused === undefined) {
        assert.equal(said, "");
        await resize(present);
      } else assert.match(said, refused);
    });
  }
});
