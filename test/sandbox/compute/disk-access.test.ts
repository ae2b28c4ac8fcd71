import assert from "node:assert/strict";

import type { Disk, GrantAccessData } from "@azure/arm-compute";
import { AnonymousCredential, PageBlobClient, RestError } from "@azure/storage-blob";

import { makeFooter } from "../../../lib/sandbox/blob/uploaded-disk";
import { resourceGroupName } from "../support";
import { aLinuxMachine, computeBench, type ComputeBench } from "../support-compute";

const diskSizeInBytes = 20 * 1024 ** 2;
const uploadSizeBytes = diskSizeInBytes + 512;
const anHour = 3600;

const anUpload = (changes: Partial<Disk["creationData"]> = {}): Disk => ({
  location: "westeurope",
  sku: { name: "Premium_LRS" },
  creationData: { createOption: "Upload", uploadSizeBytes, ...changes },
});
const write: GrantAccessData = { access: "Write", durationInSeconds: anHour };
const read: GrantAccessData = { access: "Read", durationInSeconds: anHour };

const footerOf = (sizeInBytes: number): Buffer => makeFooter(sizeInBytes, Buffer.alloc(16, 7));

async function granted(
  { compute, drive }: ComputeBench,
  name: string,
  data: GrantAccessData,
): Promise<PageBlobClient> {
  const { accessSAS = "" } = await drive(compute.disks.grantAccess(resourceGroupName, name, data));
  return new PageBlobClient(accessSAS, new AnonymousCredential());
}

async function uploading(bench: ComputeBench): Promise<PageBlobClient> {
  await bench.drive(bench.compute.disks.createOrUpdate(resourceGroupName, "d1", anUpload()));
  return await granted(bench, "d1", write);
}

const stateOf = async ({ compute }: ComputeBench, name = "d1"): Promise<string | undefined> =>
  (await compute.disks.get(resourceGroupName, name)).diskState;

/** The HTTP status and the code of a refusal. */
const refusalOf = async (action: () => Promise<unknown>): Promise<string> => {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof RestError);
    return `${error.statusCode ?? 0} ${error.code ?? ""}`.trim();
  }
  return "it was taken";
};

describe("A disk that is made for an upload", () => {
  it("waits for it, and has no size before (recorded)", async () => {
    const bench = computeBench();
    const disk = await bench.drive(
      bench.compute.disks.createOrUpdate(
        resourceGroupName,
        "d1",
        anUpload({ uploadSizeBytes: 21_474_836_992 }),
      ),
    );
    assert.equal(disk.diskState, "ReadyToUpload");
    assert.equal(disk.tier, "P4");
    assert.equal(disk.diskSizeGB, undefined);
    assert.equal(disk.diskSizeBytes, undefined);
  });

  for (const [what, size, refusal] of [
    ["states no size", undefined, /uploadSizeBytes' is missing/],
    ["is below 20 MiB", diskSizeInBytes, /between 20972032 and 35183298347520/],
    ["is above 32 TiB", 35_183_299_396_608, /between/],
    [
      "is no whole MiB",
      44_716_382_720,
      /44716382720 - 512 bytes for the VHD footer \(44716382208 in this case\) must be a multiple of MiB/,
    ],
  ] as const) {
    it(`is refused where it ${what}`, async () => {
      const { compute, failure } = computeBench();
      const body = anUpload();
      const creationData = {
        createOption: "Upload",
        ...(size === undefined ? {} : { uploadSizeBytes: size }),
      };
      const refused = await failure(() =>
        compute.disks.createOrUpdate(resourceGroupName, "d1", { ...body, creationData }).submitted(),
      );
      assert.match(refused, refusal);
    });
  }

  it("is not imported: the sandbox has no storage accounts", async () => {
    const { compute, failure } = computeBench();
    const body = anUpload({
      createOption: "Import",
      sourceUri: "https://x.blob.core.windows.net/vhds/x.vhd",
    });
    assert.match(
      await failure(() => compute.disks.createOrUpdate(resourceGroupName, "d1", body).submitted()),
      /\(sandbox\) There are no storage accounts/,
    );
  });

  it("is not attached before it is there", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await uploading(bench);
    const { id = "" } = await bench.compute.disks.get(resourceGroupName, "d1");
    const vm = await bench.compute.virtualMachines.get(resourceGroupName, "vm-linux");
    const dataDisks = [
      ...(vm.storageProfile?.dataDisks ?? []),
      { lun: 7, createOption: "Attach", managedDisk: { id } },
    ];
    assert.match(
      await bench.failure(() =>
        bench.compute.virtualMachines
          .update(resourceGroupName, "vm-linux", { storageProfile: { ...vm.storageProfile, dataDisks } })
          .submitted(),
      ),
      /active shared access signature outstanding for disk d1/,
    );
  });
});

describe("Access to a disk's blob", () => {
  it("is a signed URL, in the status document and where location points (recorded)", async () => {
    const bench = computeBench();
    await uploading(bench);
    assert.equal(await stateOf(bench), "ActiveUpload");
    assert.ok(bench.seen.some((line) => line.includes("beginGetAccess") && line.endsWith("202")));
    assert.ok(bench.seen.some((line) => line.includes("monitor=true") && line.endsWith("200")));
  });

  it("makes an upload the disk once it is ended", async () => {
    const bench = computeBench();
    const blob = await uploading(bench);
    await blob.uploadPages(footerOf(diskSizeInBytes), diskSizeInBytes, 512);
    await bench.drive(bench.compute.disks.revokeAccess(resourceGroupName, "d1"));
    const disk = await bench.compute.disks.get(resourceGroupName, "d1");
    assert.equal(disk.diskState, "Unattached");
    assert.equal(disk.diskSizeBytes, diskSizeInBytes);
    assert.equal(disk.diskSizeGB, 1);
    assert.equal(await refusalOf(() => blob.getProperties()), "403");
  });

  for (const [what, footer, refusal] of [
    [
      "has no footer",
      Buffer.alloc(512),
      /InvalidVhd\. The specified cookie value in VHD footer .* 'conectix'/,
    ],
    [
      "has the footer of another size",
      footerOf(diskSizeInBytes + 1024 ** 2),
      /InvalidVhd\. \(sandbox\).*another size/,
    ],
    [
      "has the footer of a dynamic disk",
      dynamicFooter(),
      /InvalidVhd\. \(sandbox\).*not that of a fixed VHD/,
    ],
    ["has a damaged footer", damagedFooter(), /InvalidVhd\. \(sandbox\) The checksum/],
  ] as const) {
    it(`is ended without a disk where the upload ${what}; the upload can go on`, async () => {
      const bench = computeBench();
      const blob = await uploading(bench);
      await blob.uploadPages(footer, diskSizeInBytes, 512);
      assert.match(
        await bench.failure(() => bench.drive(bench.compute.disks.revokeAccess(resourceGroupName, "d1"))),
        refusal,
      );
      assert.equal(await stateOf(bench), "ActiveUpload");
      assert.equal(await refusalOf(() => blob.getProperties()), "403");
      const again = await granted(bench, "d1", write);
      await again.uploadPages(footerOf(diskSizeInBytes), diskSizeInBytes, 512);
      await bench.drive(bench.compute.disks.revokeAccess(resourceGroupName, "d1"));
      assert.equal(await stateOf(bench), "Unattached");
    });
  }

  it("is over when its time is, by the sandbox's clock, and is granted again", async () => {
    const bench = computeBench();
    const blob = await uploading(bench);
    bench.sandbox.clock.advance(anHour * 1000);
    await bench.sandbox.world.blobs.settled();
    assert.equal(await refusalOf(() => blob.getProperties()), "403");
    assert.equal(await stateOf(bench), "ActiveUpload");
    assert.equal((await (await granted(bench, "d1", write)).getProperties()).contentLength, uploadSizeBytes);
  });

  it("is one at a time: a new one takes the old one's place", async () => {
    const bench = computeBench();
    const first = await uploading(bench);
    const second = await granted(bench, "d1", write);
    assert.equal(await refusalOf(() => first.getProperties()), "403");
    // The first one's time is not the second one's.
    bench.sandbox.clock.advance((anHour - 60) * 1000);
    assert.equal((await second.getProperties()).contentLength, uploadSizeBytes);
  });

  it("to read a disk is refused while its VM runs", async () => {
    const { compute, failure } = computeBench({ virtualMachines: [aLinuxMachine()] });
    assert.match(
      await failure(() => compute.disks.grantAccess(resourceGroupName, "vm-linux_OsDisk", read).submitted()),
      /Access not permitted because disk vm-linux_OsDisk is currently attached to running VM \/subscriptions/,
    );
  });

  it("to read a disk is granted while its VM is deallocated, which does not start then", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await bench.drive(bench.compute.virtualMachines.deallocate(resourceGroupName, "vm-linux"));
    const blob = await granted(bench, "vm-linux_OsDisk", read);
    assert.equal(await stateOf(bench, "vm-linux_OsDisk"), "ActiveSAS");
    const footer = await blob.downloadToBuffer(30 * 1024 ** 3, 512);
    assert.equal(footer.toString("latin1", 0, 8), "conectix");
    assert.equal(footer.readBigUInt64BE(48), BigInt(30 * 1024 ** 3));
    assert.equal(
      await refusalOf(() => blob.uploadPages(footer, 0, 512)),
      "403 AuthorizationPermissionMismatch",
    );
    assert.match(
      await bench.failure(() =>
        bench.compute.virtualMachines.start(resourceGroupName, "vm-linux").submitted(),
      ),
      /There is an active shared access signature outstanding for disk vm-linux_OsDisk/,
    );
    await bench.drive(bench.compute.disks.revokeAccess(resourceGroupName, "vm-linux_OsDisk"));
    assert.equal(await stateOf(bench, "vm-linux_OsDisk"), "Reserved");
  });

  for (const [what, data, refusal] of [
    [
      "an access that there is not",
      { access: "None", durationInSeconds: 60 },
      /'None' is not one of Read, Write/,
    ],
    ["no time at all", { access: "Read", durationInSeconds: 0 }, /between 1 and 5184000/],
    ["more than 60 days", { access: "Read", durationInSeconds: 5_184_001 }, /between 1 and 5184000/],
    ["another file format", { ...read, fileFormat: "VHDX" }, /not exported as VHDX/],
    ["writing to a disk that waits for no upload", write, /is not waiting for an upload/],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      const bench = computeBench();
      const empty = { location: "westeurope", creationData: { createOption: "Empty" }, diskSizeGB: 4 };
      await bench.drive(bench.compute.disks.createOrUpdate(resourceGroupName, "d1", empty));
      assert.match(
        await bench.failure(() => bench.compute.disks.grantAccess(resourceGroupName, "d1", data).submitted()),
        refusal,
      );
    });
  }

  it("to read is refused while the disk waits for its upload", async () => {
    const bench = computeBench();
    await uploading(bench);
    assert.match(
      await bench.failure(() => bench.compute.disks.grantAccess(resourceGroupName, "d1", read).submitted()),
      /waiting for its upload/,
    );
  });

  it("keeps a disk from being deleted until it is ended", async () => {
    const bench = computeBench();
    await uploading(bench);
    assert.match(
      await bench.failure(() => bench.compute.disks.delete(resourceGroupName, "d1").submitted()),
      /Call EndGetAccess before deleting the disk/,
    );
    await bench.failure(() => bench.drive(bench.compute.disks.revokeAccess(resourceGroupName, "d1")));
    await bench.drive(bench.compute.disks.delete(resourceGroupName, "d1"));
  });

  it("that nobody has is ended without a word", async () => {
    const bench = computeBench();
    await bench.drive(bench.compute.disks.createOrUpdate(resourceGroupName, "d1", anUpload()));
    await bench.drive(bench.compute.disks.revokeAccess(resourceGroupName, "d1"));
    assert.equal(await stateOf(bench), "ReadyToUpload");
  });
});

function dynamicFooter(): Buffer {
  const footer = footerOf(diskSizeInBytes);
  // Type 3 in place of 2, and the checksum, which is the complement of the sum, one less.
  footer.writeUInt32BE(3, 60);
  footer.writeUInt32BE(footer.readUInt32BE(64) - 1, 64);
  return footer;
}

function damagedFooter(): Buffer {
  const footer = footerOf(diskSizeInBytes);
  footer.writeUInt8(1, 500);
  return footer;
}
