import assert from "node:assert/strict";

import { absent } from "../../../../lib/azure/fact";
import { RunbookError } from "../../../../lib/azure/errors";
import { fillSteps, type Filling } from "../../../../lib/disk-encryption/jobs/upload-disk/fill-steps";
import { diskId } from "../../../builders";

function fillingOf(disk: Partial<Filling["disk"]>): Filling {
  return {
    disk: {
      diskId: diskId("own"),
      location: "westeurope",
      tags: {},
      sku: "StandardSSD_LRS",
      uploadSizeBytes: 25_166_336,
      ...disk,
    },
    filledWith: "sha256:ab",
    accessDurationInSeconds: 3600,
    fill: {
      title: "Fill the disk",
      action: {
        kind: "copy-pages",
        sourceDiskId: diskId("source"),
        diskId: diskId("own"),
        sizeInBytes: 25_166_336,
        accessDurationInSeconds: 3600,
      },
      impact: "none",
      undo: { kind: "possible", how: "delete the disk" },
    },
  };
}

describe("A disk that is to be filled", () => {
  for (const sku of ["UltraSSD_LRS", "PremiumV2_LRS"]) {
    it(`is no OS disk of ${sku}, which is for data disks alone`, () => {
      assert.throws(
        () => fillSteps(absent("none"), fillingOf({ sku, osType: "Linux" })),
        (error) =>
          error instanceof RunbookError &&
          error.code === "PlanBlocked" &&
          error.message.includes(`OS disk (Linux), and ${sku} is for data disks alone`),
      );
    });

    it(`is a data disk of ${sku} where that is asked for`, () => {
      assert.ok(fillSteps(absent("none"), fillingOf({ sku })).length > 0);
    });
  }
});
