import assert from "node:assert/strict";

import { isJsonObject, listAt, numberAt, textAt, valueAt, type Json } from "../../../../lib/sandbox/json";
import { generatedBench, versions, type GeneratedBench } from "./generated-bench";
import { truthOf, type DiskTruth, type VirtualMachineTruth } from "./truth";

// Each kind of VM comes up in 200 of them.
const options = { virtualMachines: 200, subscriptions: 1, seed: "truth" } as const;

const lower = (text: string | null | undefined): string | undefined => text?.toLowerCase();
const diskVersion = versions.disks;
const machineVersion = versions.virtualMachines;

async function body({ send }: GeneratedBench, url: string): Promise<Json> {
  const answer = await send("GET", url);
  assert.equal(answer.status, 200, url);
  return answer.body;
}

/** The word of the extension of Azure Disk Encryption for the disks of a role. */
function reported(machine: Json, role: string): string | undefined {
  const views = listAt(machine, "properties", "instanceView", "extensions");
  const view = views.find((one) => textAt(one, "type")?.startsWith("Microsoft.Azure.Security.") === true);
  const [substatus] = listAt(view, "substatuses");
  const words: unknown = JSON.parse(textAt(substatus, "message") ?? "{}");
  return isJsonObject(words) ? textAt(words, role) : undefined;
}

/** The last status of that extension. */
function statusOf(machine: Json): string | undefined {
  const views = listAt(machine, "properties", "instanceView", "extensions");
  const view = views.find((one) => textAt(one, "type")?.startsWith("Microsoft.Azure.Security.") === true);
  return textAt(listAt(view, "statuses")[0], "code");
}

/** The stamp of a disk, and where that has none, of its VM's model: of the OS disk, and of data disks where the extension was asked for all volumes. */
function stampOf(row: DiskTruth, machine: Json): string {
  if (row.adeStamp === "on" || row.adeStamp === "off") return row.adeStamp;
  if (valueAt(machine, "properties", "storageProfile", "osDisk", "encryptionSettings", "enabled") !== true)
    return "never";
  if (row.role === "os") return "on";
  const volumes = listAt(machine, "resources").map((one) =>
    textAt(one, "properties", "settings", "VolumeType"),
  );
  return volumes.includes("All") ? "on" : "unknown";
}

/** What Azure's documents let one conclude from stamp and extension ("Verify encryption status for Linux", 2025-09-23). */
function concluded(row: DiskTruth, machine: Json): string {
  const word = reported(machine, row.role);
  const stamp = stampOf(row, machine);
  if (stamp === "unknown") return "unknown";
  if (stamp === "never") return "none";
  if (stamp === "off") return word === "DecryptionInProgress" ? "decrypting" : "once";
  if (row.osType === "Windows" || word === undefined) return "asked-for";
  const words: Readonly<Record<string, string>> = {
    Encrypted: "encrypted",
    EncryptionInProgress: "in-progress",
    VMRestartPending: "reboot-pending",
    NotEncrypted: statusOf(machine) === "ProvisioningState/transitioning" ? "stamped" : "stale",
  };
  return words[word] ?? "unexpected";
}

describe("What is said to be true of a generated fleet", () => {
  const bench = generatedBench(options);
  const truth = [...truthOf(bench.generated)];
  const disks = truth.filter((row) => row.row === "disk");
  const machineRows = truth.filter((row) => row.row === "virtualMachine");
  const machines = new Map<string, Json>();

  before(async () => {
    for (const { vmId } of machineRows) {
      machines.set(
        vmId.toLowerCase(),
        await body(bench, `${vmId}?$expand=instanceView&api-version=${machineVersion}`),
      );
    }
  });

  const machineOf = (row: DiskTruth | VirtualMachineTruth): Json =>
    machines.get(lower(row.vmId) ?? "") ?? assert.fail(`no VM ${row.vmId ?? ""}`);

  it("has one row for each VM and each disk that Azure lists, and one for each temporary and each unmanaged disk", async () => {
    const [subscription = ""] = bench.subscriptions;
    const list = async (
      of: "virtualMachines" | "disks" | "snapshots" | "images",
    ): Promise<readonly string[]> =>
      (await bench.pages(subscription, of)).flat().map((one) => textAt(one, "id")?.toLowerCase() ?? "");
    const sorted = (ids: readonly (string | null)[]): readonly string[] =>
      ids.flatMap((id) => lower(id) ?? []).sort();
    assert.deepEqual(
      sorted(machineRows.map(({ vmId }) => vmId)),
      [...(await list("virtualMachines"))].sort(),
    );
    assert.deepEqual(sorted(disks.map(({ diskId }) => diskId)), [...(await list("disks"))].sort());
    assert.deepEqual(
      sorted(truth.flatMap((row) => ("id" in row ? [row.id] : []))),
      [...(await list("snapshots")), ...(await list("images"))].sort(),
    );
    assert.equal(disks.filter(({ role }) => role === "os").length, options.virtualMachines);
    assert.equal(disks.filter(({ role }) => role === "data").length, 2 * options.virtualMachines);
  });

  it("agrees with the VMs that Azure answers: size, system, power, place, tags", () => {
    for (const row of machineRows) {
      const machine = machineOf(row);
      const power = listAt(machine, "properties", "instanceView", "statuses")
        .map((status) => textAt(status, "code"))
        .find((code) => code?.startsWith("PowerState/"));
      assert.deepEqual(
        {
          vmId: textAt(machine, "id"),
          vmSize: textAt(machine, "properties", "hardwareProfile", "vmSize"),
          osType: textAt(machine, "properties", "storageProfile", "osDisk", "osType"),
          powerState: power?.replace("PowerState/", ""),
          location: textAt(machine, "location"),
          tags: valueAt(machine, "tags"),
          diskCount: 1 + listAt(machine, "properties", "storageProfile", "dataDisks").length,
        },
        {
          vmId: row.vmId,
          vmSize: row.vmSize,
          osType: row.osType,
          powerState: row.powerState,
          location: row.location,
          tags: row.tags,
          diskCount: row.diskCount,
        },
      );
    }
  });

  it("agrees with the disks that Azure answers: kind, size, state, holder, key, stamp", async () => {
    for (const row of disks) {
      if (row.diskId === null) continue;
      const disk = await body(bench, `${row.diskId}?api-version=${diskVersion}`);
      const stamp = valueAt(disk, "properties", "encryptionSettingsCollection");
      assert.deepEqual(
        {
          name: textAt(disk, "name"),
          sku: textAt(disk, "sku", "name"),
          diskSizeGB: numberAt(disk, "properties", "diskSizeGB") ?? null,
          diskState: textAt(disk, "properties", "diskState"),
          holder: lower(textAt(disk, "managedBy")),
          stamp: stamp === undefined ? "never" : valueAt(stamp, "enabled") === true ? "on" : "off",
          tags: valueAt(disk, "tags"),
        },
        {
          name: row.diskName,
          sku: row.sku,
          diskSizeGB: row.diskSizeGB,
          diskState: row.diskState,
          holder: lower(row.vmId),
          stamp: row.adeStamp,
          tags: row.tags,
        },
      );
      assert.deepEqual(serverSideSaid(disk, row), [row.serverSide, lower(row.diskEncryptionSet)], row.diskId);
    }
  });

  /** By the disk's own word; of an ephemeral disk it tells nothing, since that is on the host. */
  function serverSideSaid(disk: Json, row: DiskTruth): readonly [string, string | undefined] {
    const isEphemeral =
      row.role === "os" &&
      valueAt(machineOf(row), "properties", "storageProfile", "osDisk", "diffDiskSettings") !== undefined;
    if (isEphemeral) return [/_v[5-9]$/.test(row.vmSize ?? "") ? "local-encryption" : "none", undefined];
    const security = textAt(disk, "properties", "securityProfile", "securityType") ?? "";
    if (security.startsWith("ConfidentialVM_DiskEncrypted")) {
      return [
        "confidential",
        lower(textAt(disk, "properties", "securityProfile", "secureVMDiskEncryptionSetId")),
      ];
    }
    const words: Readonly<Record<string, string>> = {
      EncryptionAtRestWithPlatformKey: "platform-key",
      EncryptionAtRestWithCustomerKey: "customer-key",
      EncryptionAtRestWithPlatformAndCustomerKeys: "platform-and-customer-key",
    };
    return [
      words[textAt(disk, "properties", "encryption", "type") ?? ""] ?? "unexpected",
      lower(textAt(disk, "properties", "encryption", "diskEncryptionSetId")),
    ];
  }

  it("agrees with the VM's model on encryption at host and on which disks are managed", () => {
    for (const row of disks) {
      if (row.vmId === null || row.role === "temporary") continue;
      const machine = machineOf(row);
      const profile = valueAt(machine, "properties", "storageProfile");
      const [osDisk, dataDisks] = [valueAt(profile, "osDisk"), listAt(profile, "dataDisks")];
      const attached = [osDisk, ...dataDisks].find((disk) => textAt(disk, "name") === row.diskName);
      assert.equal(lower(textAt(attached, "managedDisk", "id")), lower(row.diskId));
      assert.equal(textAt(attached, "vhd", "uri") === undefined ? "yes" : "no", row.managed);
      const host = valueAt(machine, "properties", "securityProfile", "encryptionAtHost") === true;
      assert.equal(host ? "yes" : "no", row.encryptionAtHost);
    }
  });

  it("agrees with stamp and extension on how far Azure Disk Encryption is", () => {
    const seen = new Set<string>();
    for (const row of disks) {
      if (row.role !== "os" && row.role !== "data") continue;
      assert.equal(row.azureDiskEncryption, concluded(row, machineOf(row)), row.diskId ?? "");
      seen.add(`${row.osType} ${row.azureDiskEncryption}`);
    }
    // The data disks of the one VM whose model asks for it while no extension says of which volumes.
    const unknown = [...seen].filter((one) => one.endsWith(" unknown"));
    assert.equal(unknown.length, 1);
    seen.delete(unknown[0] ?? "");
    // All that can be seen from outside comes up.
    assert.deepEqual(
      [...seen].sort(),
      [
        ...["asked-for", "none", "once"].map((state) => `Windows ${state}`),
        ...[
          "asked-for",
          "decrypting",
          "encrypted",
          "in-progress",
          "none",
          "once",
          "reboot-pending",
          "stale",
          "stamped",
        ].map((state) => `Linux ${state}`),
      ].sort(),
    );
  });

  it("counts each disk for one mechanism, and each VM for the weakest of its own", () => {
    for (const row of disks) {
      const { azureDiskEncryption: ade, mechanism } = row;
      const failed =
        row.vmId !== null && statusOf(machineOf(row))?.startsWith("ProvisioningState/failed") === true;
      const expected =
        row.serverSide === "confidential"
          ? "confidential"
          : ade === "encrypted" || (ade === "asked-for" && !failed)
            ? "azure-disk-encryption"
            : ade === "asked-for" || ade === "unknown"
              ? "unknown"
              : row.encryptionAtHost === "yes"
                ? "encryption-at-host"
                : row.serverSide;
      assert.equal(mechanism, expected, `${row.vmName ?? ""} ${row.role}`);
    }
    const mechanisms = (vmId: string): readonly string[] =>
      disks.filter((row) => row.vmId === vmId && row.role !== "temporary").map(({ mechanism }) => mechanism);
    for (const { vmId, mechanism } of machineRows) {
      const own = new Set(mechanisms(vmId));
      const weakest = ["none", "unknown", "platform-key"].find((word) => own.has(word));
      if (weakest !== undefined) assert.equal(mechanism, weakest);
      else assert.ok(own.has(mechanism));
    }
    assert.ok(machineRows.some(({ mechanism }) => mechanism === "platform-key"));
  });

  it("has a temporary disk where the size has one, and says that newer sizes encrypt it themselves", () => {
    const temporary = new Map(
      disks.flatMap((row) => (row.role === "temporary" ? [[row.vmId, row] as const] : [])),
    );
    const sizes = new Map(
      bench.sandbox.world.virtualMachineSkus.map((size) => [textAt(size, "name"), size] as const),
    );
    for (const { vmId, vmSize } of machineRows) {
      const capabilities = listAt(sizes.get(vmSize), "capabilities");
      const megabytes = Number(
        textAt(
          capabilities.find((one) => textAt(one, "name") === "MaxResourceVolumeMB"),
          "value",
        ),
      );
      const row = temporary.get(vmId);
      assert.equal(row !== undefined, megabytes > 0, vmSize);
      assert.equal(row?.diskSizeGB ?? 0, megabytes / 1024, vmSize);
      if (row !== undefined) {
        assert.equal(row.serverSide, /_v[5-9]$/.test(vmSize) ? "local-encryption" : "none", vmSize);
      }
    }
  });

  it("agrees with the snapshots and images that Azure answers: key, stamp, and whether their source is there", async () => {
    for (const row of truth) {
      if (row.row !== "snapshot" && row.row !== "image") continue;
      const version = row.row === "snapshot" ? versions.snapshots : versions.images;
      const copy = await body(bench, `${row.id}?api-version=${version}`);
      const isImage = row.row === "image";
      const sourceId = isImage
        ? textAt(copy, "properties", "storageProfile", "osDisk", "managedDisk", "id")
        : textAt(copy, "properties", "creationData", "sourceResourceId");
      const source = await bench.send("GET", `${sourceId ?? ""}?api-version=${diskVersion}`);
      assert.equal(source.status === 200 ? "there" : "gone", row.source);
      const setId = isImage
        ? textAt(copy, "properties", "storageProfile", "osDisk", "diskEncryptionSet", "id")
        : textAt(copy, "properties", "encryption", "diskEncryptionSetId");
      assert.equal(lower(setId), lower(row.diskEncryptionSet));
      if (isImage) continue;
      const stamp = valueAt(copy, "properties", "encryptionSettingsCollection");
      assert.equal(
        stamp === undefined ? "never" : valueAt(stamp, "enabled") === true ? "on" : "off",
        row.adeStamp,
      );
      if (row.source === "there") {
        const uniqueId = textAt(source.body, "properties", "uniqueId");
        assert.equal(textAt(copy, "properties", "creationData", "sourceUniqueId"), uniqueId);
      }
    }
  });

  it("has stamps that name a secret of the vault of the disk's region, and with it a key that is there", async () => {
    const { fleet } = bench.generated;
    let withKey = 0;
    for (const row of disks) {
      if (row.diskId === null || row.adeStamp !== "on") continue;
      const disk = await body(bench, `${row.diskId}?api-version=${diskVersion}`);
      const [settings] = listAt(disk, "properties", "encryptionSettingsCollection", "encryptionSettings");
      const vaultId = textAt(settings, "diskEncryptionKey", "sourceVault", "id");
      const vault = fleet.vaults.find(({ name }) => vaultId?.endsWith(`/${name}`) === true);
      assert.ok(vault !== undefined && bench.sandbox.world.resources.get(vaultId ?? "") !== undefined);
      assert.equal(vault.location, row.location);
      const uri = `https://${vault.name}.vault.azure.net`;
      assert.match(
        textAt(settings, "diskEncryptionKey", "secretUrl") ?? "",
        new RegExp(`^${uri}/secrets/[0-9a-f-]{36}/[0-9a-f]{32}$`, "i"),
      );
      const keyUrl = textAt(settings, "keyEncryptionKey", "keyUrl");
      if (keyUrl === undefined) continue;
      withKey += 1;
      const keys = vault.keys?.map(({ name, version }) => `${uri}/keys/${name}/${version}`);
      assert.ok(keys?.includes(keyUrl));
    }
    assert.ok(withKey > 0);
  });

  it("has VMs of dual pass: the settings in the VM's model and not on its disks, and the extension of the old release", async () => {
    const ofDualPass = machineRows.filter(
      ({ modelAdeStamp, hasAdeExtension }) => modelAdeStamp === "on" && hasAdeExtension,
    );
    assert.deepEqual(ofDualPass.map(({ osType }) => osType).sort(), ["Linux", "Windows"]);
    for (const { vmId, osType } of ofDualPass) {
      const machine = machines.get(vmId.toLowerCase());
      assert.ok(machine !== undefined);
      const settings = valueAt(machine, "properties", "storageProfile", "osDisk", "encryptionSettings");
      const secretUrl = textAt(settings, "diskEncryptionKey", "secretUrl") ?? "";
      assert.match(secretUrl, /^https:\/\/[^/]+\.vault\.azure\.net\/secrets\/[0-9a-f-]{36}\/[0-9a-f]{32}$/i);
      const [view] = listAt(machine, "properties", "instanceView", "extensions");
      // So recorded in 2017: the message is the secret that the guest wrote.
      assert.equal(textAt(listAt(view, "statuses")[0], "message"), secretUrl);
      assert.match(textAt(view, "typeHandlerVersion") ?? "", osType === "Windows" ? /^1\.1\./ : /^0\.1\./);
      const [osDisk, ...dataDisks] = listAt(machine, "properties", "instanceView", "disks").map((disk) =>
        listAt(disk, "statuses").flatMap((status) => textAt(status, "code") ?? []),
      );
      assert.ok(osDisk?.includes("EncryptionState/encrypted"));
      assert.ok(dataDisks.flat().every((code) => !code.startsWith("EncryptionState/")));
    }
    const own = disks.filter(({ vmId }) => ofDualPass.some((one) => one.vmId === vmId));
    for (const { diskId } of own) {
      if (diskId === null) continue;
      const disk = await body(bench, `${diskId}?api-version=${diskVersion}`);
      assert.equal(valueAt(disk, "properties", "encryptionSettingsCollection"), undefined);
    }
  });

  it("does not change with the time that goes by, as volumes at work are at work for long", async () => {
    const later = generatedBench(options);
    later.sandbox.clock.advance(24 * 60 * 60 * 1000);
    for (const row of truthOf(later.generated)) {
      if (row.row !== "disk" || row.managed === "no" || row.role === "unattached") continue;
      if (row.azureDiskEncryption !== "in-progress" && row.azureDiskEncryption !== "decrypting") continue;
      const machine = await body(
        later,
        `${row.vmId ?? ""}?$expand=instanceView&api-version=${machineVersion}`,
      );
      assert.equal(concluded(row, machine), row.azureDiskEncryption);
    }
  });
});
