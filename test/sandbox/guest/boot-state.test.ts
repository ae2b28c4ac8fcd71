import assert from "node:assert/strict";

import { bootStateOf, sha256Of } from "../../../lib/sandbox/guest/boot-state";

const bytes = Buffer.from("a key");
const lock = { kind: "key", sha256: sha256Of(bytes) } as const;

describe("The start of an operating system", () => {
  it("needs no key for a plain volume", () => {
    assert.deepEqual(bootStateOf("Windows", undefined, []), { kind: "up" });
  });

  it("opens the volume with the key it was encrypted with, among others", () => {
    const keys = [
      { fileName: "OTHER.BEK", bytes: Buffer.from("another") },
      { fileName: "MINE.BEK", bytes },
    ];
    assert.deepEqual(bootStateOf("Windows", lock, keys), { kind: "up" });
  });

  for (const [osType, fileName, screen] of [
    ["Windows", "key.txt", "Plug in the USB driver that has the BitLocker key"],
    ["Linux", "MINE.BEK", "FAILED to find suitable passphrase file"],
  ] as const) {
    it(`does not find the right key on ${osType} under the name ${fileName}`, () => {
      assert.deepEqual(bootStateOf(osType, lock, [{ fileName, bytes }]), { kind: "waits-for-key", screen });
    });
  }

  it("finds a BitLocker protector by its GUID, whose first groups a key file has in reverse", () => {
    const protectors = ["00112233-4455-6677-8899-AABBCCDDEEFF"];
    const inFile = Buffer.from("ffff33221100554477668899aabbccddeeffffff", "hex");
    const open = (found: Buffer): string =>
      bootStateOf("Windows", { kind: "external-key", protectors }, [{ fileName: "X.BEK", bytes: found }])
        .kind;
    assert.equal(open(inFile), "up");
    assert.equal(open(Buffer.from("00112233445566778899aabbccddeeff", "hex")), "waits-for-key");
  });
});
