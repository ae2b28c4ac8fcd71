import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { memorySource } from "../../lib/vhd/byte-source";
import { type Volume } from "../../lib/vhd/volume";
import { identifyVolume } from "../../lib/vhd/identify-volume";
import { luksProblems, passphraseSlots } from "../../lib/vhd/luks-problems";
import { MiB } from "./build/vhd";
import { addKey, CHEAP_DERIVATION, emptyFile, luksFormat, PASSPHRASE } from "./cryptsetup";
import { itWith, run } from "./tools";

describe("A real disk encrypted by cryptsetup", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "luks-real-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function put(file: string, offset: number, bytes: Buffer): void {
    const handle = openSync(file, "r+");
    writeSync(handle, bytes, 0, bytes.length, offset);
    closeSync(handle);
  }

  const identify = async (file: string): Promise<Volume> => identifyVolume(memorySource(readFileSync(file)));

  /** What is wrong with it; none of it may be anything where cryptsetup opens the volume. */
  async function problemsOf(file: string): Promise<readonly string[]> {
    const volume = await identify(file);
    assert.ok(volume.kind === "luks1" || volume.kind === "luks2", volume.kind);
    return luksProblems(volume, "the whole disk").map(({ id }) => id);
  }
  const opens = (file: string): void => {
    run("cryptsetup", ["open", "--test-passphrase", file, "--key-file", "-"], PASSPHRASE);
  };

  for (const [type, options] of [
    ["luks1", []],
    ["luks1", ["--cipher", "aes-cbc-essiv:sha256", "--key-size", "256", "--hash", "sha512"]],
    ["luks1", ["--cipher", "aes-xts-plain64", "--key-size", "256", "--hash", "sha1"]],
    ["luks1", ["--align-payload", "8192"]],
    ["luks2", []],
    ["luks2", ["--sector-size", "512"]],
    ["luks2", ["--sector-size", "4096"]],
    ["luks2", ["--integrity", "none"]],
    ["luks2", ["--label", "root", "--subsystem", "azure"]],
    ["luks2", ["--hash", "sha512", "--key-size", "256"]],
    ["luks2", ["--cipher", "aes-cbc-plain64", "--key-size", "256"]],
    ["luks2", ["--luks2-metadata-size", "64k", "--luks2-keyslots-size", "4m"]],
    ["luks2", ["--offset", "40960"]],
    ["luks2", ["--keyslot-cipher", "aes-xts-plain64", "--keyslot-key-size", "256"]],
  ] as const) {
    itWith(["cryptsetup"], `is ready as ${[type, ...options].join(" ")}, and opens`, async () => {
      const file = emptyFile(at("volume"), 24 * MiB);
      luksFormat(file, type, ...options);
      assert.deepEqual(await problemsOf(file), []);
      opens(file);
    });
  }

  for (const kdf of ["argon2id", "argon2i"]) {
    itWith(["cryptsetup"], `is ready with the key derivation ${kdf}, and opens`, async () => {
      const file = emptyFile(at("volume"), 24 * MiB);
      const cost = ["--pbkdf", kdf, "--pbkdf-force-iterations", "4", "--pbkdf-memory", "32"];
      const options = ["--batch-mode", "--type", "luks2", ...cost];
      run("cryptsetup", ["luksFormat", ...options, file, "-"], PASSPHRASE);
      assert.deepEqual(await problemsOf(file), []);
      opens(file);
    });
  }

  itWith(["cryptsetup"], "is ready with several key slots, a token and flags", async () => {
    const file = emptyFile(at("volume"), 24 * MiB);
    luksFormat(file, "luks2");
    for (const slot of ["3", "7", "31"]) addKey(folder, file, "--key-slot", slot);
    run("cryptsetup", ["token", "add", "--key-description", "azure", "--key-slot", "3", file]);
    writeFileSync(at("token"), JSON.stringify({ type: "systemd-tpm2", keyslots: ["0"], "tpm2-pcrs": [7] }));
    run("cryptsetup", ["token", "import", "--json-file", at("token"), file]);
    run("cryptsetup", ["config", "--priority", "prefer", "--key-slot", "7", file]);
    assert.deepEqual(await problemsOf(file), []);
    const volume = await identify(file);
    assert.ok(volume.kind === "luks2");
    assert.deepEqual(passphraseSlots(volume), [0, 3, 7, 31]);
    opens(file);
  });

  itWith(["cryptsetup"], "is ready with an unbound key, which counts as no passphrase", async () => {
    const file = emptyFile(at("volume"), 24 * MiB);
    luksFormat(file, "luks2");
    addKey(folder, file, "--unbound", "--key-size", "256");
    const volume = await identify(file);
    assert.ok(volume.kind === "luks2");
    assert.deepEqual([volume.keySlots.length, passphraseSlots(volume)], [2, [0]]);
    assert.deepEqual(await problemsOf(file), []);
    run("cryptsetup", ["luksKillSlot", "--batch-mode", file, "0"]);
    assert.deepEqual(await problemsOf(file), ["luks-without-key-slot"]);
  });

  itWith(["cryptsetup"], "is ready converted from LUKS1 to LUKS2", async () => {
    const file = emptyFile(at("volume"), 24 * MiB);
    luksFormat(file, "luks1");
    run("cryptsetup", ["convert", "--batch-mode", "--type", "luks2", file]);
    assert.deepEqual(await problemsOf(file), []);
    opens(file);
  });

  itWith(["cryptsetup"], "is ready after a key slot was changed and another one killed", async () => {
    for (const type of ["luks1", "luks2"] as const) {
      const file = emptyFile(at(type), 24 * MiB);
      luksFormat(file, type);
      addKey(folder, file, "--key-slot", "2");
      run("cryptsetup", ["luksKillSlot", "--batch-mode", file, "2"]);
      assert.deepEqual(await problemsOf(file), []);
      opens(file);
    }
  });

  itWith(["cryptsetup"], "with its header on another device is a header alone", async () => {
    for (const type of ["luks1", "luks2"] as const) {
      const file = emptyFile(at("data"), 24 * MiB);
      const header = emptyFile(at(`header-${type}`), 16 * MiB);
      luksFormat(file, type, "--header", header);
      assert.ok((await problemsOf(header)).includes("luks-detached-header"));
    }
  });

  itWith(
    ["cryptsetup"],
    "is LUKS1 with cipher, hash, key slots and UUID as cryptsetup has them",
    async () => {
      const file = emptyFile(at("luks1"), 8 * MiB);
      luksFormat(file, "luks1", "--cipher", "aes-cbc-essiv:sha256", "--key-size", "256", "--hash", "sha512");
      addKey(folder, file, "--key-slot", "5");
      const volume = await identify(file);
      assert.deepEqual(volume, {
        kind: "luks1",
        cipher: "aes",
        mode: "cbc-essiv:sha256",
        hash: "sha512",
        keySizeInBytes: 32,
        payloadOffsetInBytes: volume.kind === "luks1" ? volume.payloadOffsetInBytes : 0,
        uuid: run("cryptsetup", ["luksUUID", file]).trim(),
        keySlots: [0, 5],
        wipedKeySlots: [],
        encryptsNothing: false,
        isDetachedHeader: false,
        defects: [],
        unknowns: [],
      });
      assert.match(
        run("cryptsetup", ["luksDump", file]),
        new RegExp(`Payload offset:\\s+${volume.payloadOffsetInBytes / 512}\\n`),
      );
    },
  );

  itWith(
    ["cryptsetup"],
    "is LUKS2 with both headers sound, and segments and slots as in cryptsetup's JSON",
    async () => {
      const file = emptyFile(at("luks2"), 24 * MiB);
      luksFormat(file, "luks2", "--label", "root", "--sector-size", "4096");
      addKey(folder, file, "--key-slot", "7");
      const volume = await identify(file);
      assert.ok(volume.kind === "luks2");
      assert.deepEqual(volume.defects, []);
      assert.equal(volume.headerCopies, "agree");
      assert.equal(volume.label, "root");
      assert.equal(volume.uuid, run("cryptsetup", ["luksUUID", file]).trim());
      const dumped = JSON.parse(run("cryptsetup", ["luksDump", "--dump-json-metadata", file])) as {
        readonly segments: { readonly "0": { readonly offset: string; readonly encryption: string } };
      };
      assert.deepEqual(volume.segments, [
        {
          type: "crypt",
          cipher: dumped.segments["0"].encryption,
          offsetInBytes: Number(dumped.segments["0"].offset),
          sectorSizeInBytes: 4096,
        },
      ]);
      assert.deepEqual(
        volume.keySlots.map(({ number }) => number),
        [0, 7],
      );
      assert.match(run("cryptsetup", ["luksDump", file]), new RegExp(`Epoch:\\s+${volume.sequenceId}\\n`));
    },
  );

  itWith(["cryptsetup"], "is read from its second header where the first is destroyed", async () => {
    const file = emptyFile(at("luks2"), 24 * MiB);
    luksFormat(file, "luks2");
    const uuid = run("cryptsetup", ["luksUUID", file]).trim();
    put(file, 0, Buffer.alloc(4096));
    const volume = await identify(file);
    assert.ok(volume.kind === "luks2");
    assert.deepEqual([volume.headerCopies, volume.uuid], ["only-secondary", uuid]);
  });

  itWith(
    ["cryptsetup", "mkfs.ext4"],
    "whose encryption was begun in place and not ended says so",
    async () => {
      const file = emptyFile(at("begun"), 48 * MiB);
      run("mkfs.ext4", ["-q", file, "24M"]);
      writeFileSync(at("key"), "pass");
      run("cryptsetup", [
        ...["reencrypt", "--encrypt", "--init-only", "--type", "luks2", "--reduce-device-size", "16M"],
        "--batch-mode",
        ...CHEAP_DERIVATION,
        "--key-file",
        at("key"),
        file,
      ]);
      const volume = await identify(file);
      assert.ok(volume.kind === "luks2");
      assert.equal(volume.isInReencryption, true);
      // Nothing has been encrypted yet.
      assert.ok(volume.segments.every(({ cipher }) => cipher === undefined));
      assert.deepEqual(volume.defects, []);
    },
  );

  itWith(["cryptsetup"], "without a key slot left says so", async () => {
    const file = emptyFile(at("luks2"), 24 * MiB);
    luksFormat(file, "luks2");
    run("cryptsetup", ["luksErase", "--batch-mode", file]);
    const volume = await identify(file);
    assert.ok(volume.kind === "luks2");
    assert.deepEqual(volume.keySlots, []);
  });
});
