import assert from "node:assert/strict";

import { sectorSize } from "../../../../lib/disk-encryption/checks/host-encryption/sector-size";
import { aDisk, notRead } from "../../../builders";
import { encryptionAtHostFacts } from "../../../customer-key-builders";

const before = new Date("2023-05-12T23:59:59Z");
const onTheDay = new Date("2023-05-13T12:00:00Z");
const after = new Date("2023-05-14T00:00:00Z");

describe("sector-size", () => {
  it("is not a matter of the module", () => {
    assert.equal(sectorSize(encryptionAtHostFacts(), "module").outcome, "not-applicable");
  });

  for (const sku of ["UltraSSD_LRS", "PremiumV2_LRS"]) {
    for (const [what, overrides, expected] of [
      ["sectors of 4096 bytes", { logicalSectorSize: 4096 }, "pass"],
      ["sectors of 512 bytes, from after 2023-05-13", { logicalSectorSize: 512, timeCreated: after }, "pass"],
      ["sectors of 512 bytes, from before", { logicalSectorSize: 512, timeCreated: before }, "fail"],
      [
        "sectors of 512 bytes, from that very day, of which the document says two things",
        { logicalSectorSize: 512, timeCreated: onTheDay },
        "unknown",
      ],
      ["sectors of 512 bytes and an unknown age", { logicalSectorSize: 512 }, "unknown"],
      ["a sector size that Azure does not tell", {}, "unknown"],
    ] as const) {
      it(`comes to ${expected} for ${sku} with ${what}`, () => {
        const facts = encryptionAtHostFacts({ disks: [aDisk({ sku, ...overrides })] });
        assert.equal(sectorSize(facts, "current").outcome, expected);
      });
    }
  }

  for (const [what, overrides, missing] of [
    ["sector size", {}, /^the sector size of osdisk/],
    ["age", { logicalSectorSize: 512 }, /^the age of osdisk/],
  ] as const) {
    it(`says how an unknown ${what} is settled: the disk's own fields, by a call that the sandbox knows too`, () => {
      const disk = aDisk({ sku: "UltraSSD_LRS", ...overrides });
      const verdict = sectorSize(encryptionAtHostFacts({ disks: [disk] }), "current");
      assert.ok(verdict.outcome === "unknown");
      const { hint = "" } = verdict;
      assert.match(verdict.missing, missing);
      assert.match(hint, /properties\.creationData\.logicalSectorSize and properties\.timeCreated/);
      assert.ok(hint.includes(`await readDisk(azure, "${disk.id}")`), hint);
      assert.ok(hint.includes(`on live Azure az disk show --ids ${disk.id} --query`), hint);
    });
  }

  it("asks nothing of Premium SSD", () => {
    const disks = [aDisk({ logicalSectorSize: 512, timeCreated: before })];
    assert.equal(sectorSize(encryptionAtHostFacts({ disks }), "current").outcome, "pass");
  });

  it("is unknown where a disk can't be read", () => {
    assert.equal(
      sectorSize(encryptionAtHostFacts({ disks: [notRead("no rights")] }), "current").outcome,
      "unknown",
    );
  });
});
