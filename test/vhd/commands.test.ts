import assert from "node:assert/strict";

import { convertedName, shellWord, uploadableDiskSize } from "../../lib/vhd/commands";
import { MiB } from "./build/vhd";

describe("A command that mends a disk", () => {
  for (const [name, word] of [
    ["disk.vhd", "disk.vhd"],
    ["../a/b.vhd", "../a/b.vhd"],
    ["my disk.vhd", "'my disk.vhd'"],
    ["it's.vhd", "'it'\\''s.vhd'"],
    ["$(reboot).vhd", "'$(reboot).vhd'"],
    ["-o.vhd", "./-o.vhd"],
    ["a\u001b[2Jb.vhd", "$'a\\x1b[2Jb.vhd'"],
  ] as const) {
    it(`has the file ${name} as one word of a shell`, () => {
      assert.equal(shellWord(name), word);
    });
  }

  for (const [name, converted] of [
    ["disk.vhd", "disk-fixed.vhd"],
    ["a.b/disk", "a.b/disk-fixed.vhd"],
    ["disk.v1.vhdx", "disk.v1-fixed.vhd"],
  ] as const) {
    it(`writes ${converted} where it reads ${name}`, () => {
      assert.equal(convertedName(name), converted);
    });
  }

  it("brings a disk to whole MiB, and to 20 MiB at least", () => {
    assert.deepEqual(
      [1, 20 * MiB, 20 * MiB + 1, 21 * MiB].map((size) => uploadableDiskSize(size) / MiB),
      [20, 20, 21, 21],
    );
  });
});
