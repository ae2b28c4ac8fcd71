import assert from "node:assert/strict";

import { columnsOf } from "../../../lib/disk-encryption/presentation/text-columns";
import { vhdReportView } from "../../../lib/disk-encryption/presentation/vhd-view";
import { evaluate } from "../../../lib/vhd/vhd-verdict";
import { bitLocker, STARTUP_KEY, TPM } from "../../vhd/build/bitlocker";
import { gptDisk, gptTypes } from "../../vhd/build/disks";
import { luks2 } from "../../vhd/build/luks";
import { joined, overwritten, piece, sparse, type SparseBytes } from "../../vhd/build/sparse-bytes";
import { dynamicVhd, fixedVhd, footer, MiB } from "../../vhd/build/vhd";
import { ext, fat } from "../../vhd/build/volumes";
import { inspectBytes } from "../../vhd/inspect-bytes";

const viewOf = async (
  file: SparseBytes,
  fileName = "disk.vhd",
): Promise<{ readonly text: string; readonly html: string }> =>
  vhdReportView(await inspectBytes(file, { fileName }));

const linuxDisk = gptDisk(64 * MiB, [
  { type: gptTypes.efi, startSector: 2048, sectorCount: 8192, holds: fat(4000), name: "EFI <system>" },
  { type: gptTypes.linux, startSector: 10240, sectorCount: 40960, holds: ext(20 * MiB, { label: "boot" }) },
  { type: gptTypes.linux, startSector: 51200, sectorCount: 40960, holds: luks2() },
]);

describe("What is shown of a VHD", () => {
  it("starts with whether it is ready, in words and with a sign", async () => {
    assert.match((await viewOf(fixedVhd(linuxDisk))).text, /^disk\.vhd: ✔ ready to upload\n/);
    assert.match((await viewOf(dynamicVhd(linuxDisk))).text, /^disk\.vhd: ✘ not ready to upload\n/);
  });

  it("says what was not understood, and never with a sign of success", async () => {
    const report = await inspectBytes(fixedVhd(linuxDisk));
    const problem = {
      id: "luks-not-understood",
      stops: "unknown",
      text: "It is new.",
      fix: "Ask.",
      commands: [],
    } as const;
    const { text } = vhdReportView({ ...report, verdict: evaluate(0, report.disk, [problem]) });
    assert.match(text, /^disk\.vhd: \? not known: part of the disk was not understood\n/);
    assert.match(text, /\n\? not known: It is new\.\n {2}Try: Ask\.$/);
    assert.doesNotMatch(text, /✔/);
  });

  it("says where an upload would go through but a VM would not start", async () => {
    const disk = gptDisk(64 * MiB, [
      { type: gptTypes.efi, startSector: 2048, sectorCount: 8192, holds: fat(4000) },
      {
        type: gptTypes.basicData,
        startSector: 10240,
        sectorCount: 40960,
        holds: bitLocker({ protectors: [TPM] }),
      },
    ]);
    assert.match(
      (await viewOf(fixedVhd(disk))).text,
      /^disk\.vhd: ✘ can be uploaded, but a VM would not start/,
    );
  });

  it("says where part of the disk is not understood", async () => {
    const { text, html } = await viewOf(fixedVhd(sparse(24 * MiB, piece(0, Buffer.from("mystery")))));
    assert.match(text, /^disk\.vhd: \? not known: /);
    assert.match(text, /\n\? not known: What is in the whole disk is not known/);
    assert.ok(!`${text}${html}`.includes("✔"));
  });

  for (const [what, words] of [
    ["the file", /\n {2}file +fixed VHD, 64\.0 MiB \(67,109,376 bytes\)\n/],
    ["the size that Azure is to be told", /\n {2}uploadSizeBytes +67109376\n/],
    ["the operating system, and by what it is told", /\n {2}osType +Linux \(partition 2, partition 3\)\n/],
    ["the generation", /\n {2}hyperVGeneration +V2 \(GPT with an EFI system partition\)\n/],
    ["the encryption", /\n {2}encryption +LUKS \(dm-crypt\), aes-xts-plain64 \(partition 3\)\n/],
    ["the key that is needed", /\n {2}key +partition 3: a passphrase of key slot 0\n/],
    ["the partitions", /\nPartitions \(GPT\)\n {2}# +type +starts at +size +holds\n/],
    ["what they hold", /\n {2}2 +Linux filesystem +5 MiB +20 MiB +ext4, plain, label 'boot'/],
  ] as const) {
    it(`tells ${what}`, async () => {
      assert.match((await viewOf(fixedVhd(linuxDisk))).text, words);
    });
  }

  it("says how many bytes stand before a damaged footer, and nothing that the footer claims as a fact", async () => {
    const end = footer();
    end.writeBigUInt64BE(0xff00_0000_0000_0001n, 48);
    const file = joined(ext(24 * MiB), sparse(512, piece(0, end)));
    const { text } = await viewOf(file);
    assert.match(text, /\n {2}disk +24 MiB \(what stands before the footer, which is damaged\)\n/);
    assert.match(text, /\n {2}made +the damaged footer says: by Windows/);
    assert.ok(!text.includes("TiB"));
    assert.ok(!JSON.stringify(await inspectBytes(file)).includes("currentSizeInBytes"));
  });

  it("does not know how large a dynamic disk is whose footers are damaged", async () => {
    const whole = dynamicVhd(ext(24 * MiB));
    const damage = Buffer.from([1, 2]);
    const { text } = await viewOf(
      overwritten(whole, piece(49, damage), piece(whole.sizeInBytes - 512 + 49, damage)),
    );
    assert.match(text, /\n {2}disk +not known: the footer is damaged\n/);
    assert.match(text, /whole disk +0 MiB +at most 24 MiB +ext4/);
  });

  it("gives a volume on the whole disk its start and size, too", async () => {
    const { text, html } = await viewOf(fixedVhd(ext(24 * MiB)));
    assert.match(text, /\n {2}– +whole disk +0 MiB +24 MiB +ext4, plain/);
    assert.match(html, />0 MiB<.*>24 MiB</);
  });

  it("says of a ready disk that nothing on it is encrypted, and how it can be", async () => {
    const { text, html } = await viewOf(fixedVhd(ext(24 * MiB)));
    assert.match(
      text.replace(/\n {3,}/g, " "),
      /\n {2}encryption +none \(the whole disk\)\n {2}not encrypted +Nothing on this disk is encrypted\. .*in the running VM/,
    );
    assert.ok(html.includes("Nothing on this disk is encrypted."));
  });

  for (const [what, file] of [
    ["encrypted", fixedVhd(linuxDisk)],
    ["not ready", dynamicVhd(ext(24 * MiB))],
    ["not known to be plain", fixedVhd(sparse(24 * MiB, piece(0, Buffer.from("mystery"))))],
  ] as const) {
    it(`does not say so of a disk that is ${what}`, async () => {
      assert.ok(!(await viewOf(file)).text.includes("Nothing on this disk"));
    });
  }

  it("names the .BEK file of BitLocker's startup key", async () => {
    const { text } = await viewOf(fixedVhd(bitLocker({ sizeInBytes: 24 * MiB })));
    assert.ok(text.includes(`${STARTUP_KEY.id}.BEK`));
  });

  it("says what isn't known, and why", async () => {
    assert.match(
      (await viewOf(fixedVhd(sparse(24 * MiB)))).text,
      /osType +not known: nothing on the disk belongs/,
    );
  });

  it("has each problem with its consequence, its way out and its commands", async () => {
    const { text } = await viewOf(dynamicVhd(linuxDisk), "my disk.vhd");
    assert.match(text, /\n✘ stops the upload: This is a dynamic VHD/);
    assert.match(text, /\n {2}Try: Convert it to a fixed VHD\.\n {4}qemu-img convert -f vpc 'my disk\.vhd' /);
  });

  it("has commands that mend several problems once", async () => {
    const { text } = await viewOf(dynamicVhd(sparse(24 * MiB + 512)));
    assert.equal(text.match(/qemu-img resize/g)?.length, 1);
    assert.match(text, /The\s+commands above do it\./);
  });

  it("keeps to 80 columns, but for commands", async () => {
    for (const file of [
      fixedVhd(linuxDisk),
      dynamicVhd(linuxDisk),
      fixedVhd(bitLocker({ sizeInBytes: 24 * MiB })),
    ]) {
      for (const line of (await viewOf(file)).text.split("\n")) {
        assert.ok(line.length <= 80 || line.startsWith("    qemu-img"), line);
      }
    }
  });

  for (const name of [
    "N".repeat(36),
    "a name of thirty-six characters, yes",
    "\u{7532}".repeat(36),
    "e\u0301".repeat(18),
  ]) {
    it(`keeps its columns where a partition is called ${name}`, async () => {
      const disk = gptDisk(64 * MiB, [
        { type: gptTypes.linux, startSector: 2048, sectorCount: 40960, holds: ext(20 * MiB), name },
        { type: gptTypes.linux, startSector: 43008, sectorCount: 40960, holds: ext(20 * MiB) },
      ]);
      const lines = (await viewOf(fixedVhd(disk))).text.split("\n");
      const table = lines.slice(lines.indexOf("Partitions (GPT)") + 1);
      const startsAt = columnsOf((table[0] ?? "").split("starts at")[0] ?? "");
      const rows = table.filter((line) => /^ {2}\d /.test(line));
      assert.equal(rows.length, 2);
      for (const row of rows) {
        assert.equal(columnsOf(/^(.*?)(?:1|21) MiB /.exec(row)?.[1] ?? ""), startsAt, row);
      }
      for (const line of table) assert.ok(columnsOf(line) <= 80, line);
      // Nothing of the name is lost where it goes on below.
      const shown = table
        .map((line) => line.slice(5, 5 + 18))
        .join("")
        .replaceAll(" ", "");
      if (!/[^\x20-\x7e]/.test(name)) assert.ok(shown.includes(name.replaceAll(" ", "")), shown);
    });
  }

  it("shows names from the disk as text, whatever is in them", async () => {
    const { html } = await viewOf(fixedVhd(linuxDisk), "<script>.vhd");
    assert.ok(!html.includes("<script>"));
    assert.ok(html.includes("EFI &lt;system&gt;"));
  });

  it("shows a file's name without what a terminal would obey", async () => {
    const { text } = await viewOf(dynamicVhd(linuxDisk), "a\u001b[2Jb.vhd");
    assert.ok(!text.includes("\u001b"));
  });

  it("has the commands in the HTML too", async () => {
    assert.match((await viewOf(dynamicVhd(linuxDisk))).html, /<pre[^>]*>qemu-img convert/);
  });
});
