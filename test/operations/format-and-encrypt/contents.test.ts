import assert from "node:assert/strict";

import { assertOnlyReads } from "../../../lib/client/read-only-script";
import {
  contentsScript,
  parseContents,
  volumesToWipe,
} from "../../../lib/operations/format-and-encrypt/contents";
import { RunbookError } from "../../../lib/errors";
import { aLinuxGuest, aVolume, fact, VM_ID } from "../../builders";

const guest = fact(
  aLinuxGuest({
    volumes: [
      aVolume({ mountPoint: "/" }),
      aVolume({ mountPoint: "/data1", role: "data", state: "encrypted" }),
      aVolume({ mountPoint: "/data2", role: "data" }),
      aVolume({ mountPoint: "/mnt", role: "temporary" }),
      aVolume({ mountPoint: "/a volume'; rm -r /", role: "data" }),
    ],
  }),
);
const script = contentsScript({ guest });
const outputOf = (...said: readonly string[]): string =>
  [...said.flatMap((text, index) => [`== contents ${index + 1} ==`, text]), "== end =="].join("\n");
const read = (...said: readonly string[]): readonly string[] =>
  parseContents(outputOf(...said), script, "vm").map(({ contents }) =>
    contents.kind === "known" ? contents.value : "unknown",
  );

describe("What formatting would wipe", () => {
  it("is every plain volume but that of the operating system", () => {
    assert.deepEqual(
      volumesToWipe({ guest }).map(({ mountPoint }) => mountPoint),
      ["/data2", "/mnt", "/a volume'; rm -r /"],
    );
  });
});

describe("The script that looks into volumes", () => {
  it("only reads, and looks into no path that a shell could take for a command", () => {
    assert.deepEqual(script.mountPoints, ["/data2", "/mnt"]);
    assert.doesNotThrow(() => {
      assertOnlyReads({
        method: "POST",
        path: `${VM_ID}/runCommand`,
        body: { commandId: script.commandId, script: [...script.lines] },
      });
    });
  });

  it("is refused by the gate once it does more than look", () => {
    const lines = script.lines.map((line) => line.replace("-printf '%d\\n'", "-delete"));
    assert.throws(
      () => {
        assertOnlyReads({
          method: "POST",
          path: `${VM_ID}/runCommand`,
          body: { commandId: script.commandId, script: lines },
        });
      },
      { code: "ChangeOutsidePlan" },
    );
  });
});

describe("What the guest says of its volumes", () => {
  it("is empty where it shows the directory itself and nothing in it", () => {
    assert.deepEqual(read("0", "0"), ["empty", "empty"]);
  });

  it("is not empty where it shows an entry", () => {
    assert.deepEqual(read("0\n1", "0\n1\n1"), ["not-empty", "not-empty"]);
  });

  for (const said of [
    "",
    "find: '/data2': No such file or directory",
    "0\nfind: '/data2': Input/output error",
    "1",
    "00",
  ]) {
    it(`is not known where it says '${said}'`, () => {
      assert.deepEqual(read(said, "0"), ["unknown", "empty"]);
    });
  }

  it("is nothing where the output ends early", () => {
    const cut = outputOf("0", "0").replace("== end ==", "");
    assert.throws(() => parseContents(cut, script, "vm"), RunbookError);
  });
});
