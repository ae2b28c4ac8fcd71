import assert from "node:assert/strict";

import { known, missing } from "../../../../lib/azure/fact";
import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import type { VolumeContents } from "../../../../lib/disk-encryption/change/waits/contents";
import { planFormatAndEncrypt } from "../../../../lib/disk-encryption/jobs/format-and-encrypt/plan";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  aDisk,
  aLinuxGuest,
  aLinuxVirtualMachine,
  aLinuxVolume,
  aStampedDisk,
  facts,
  notRead,
  type FactValues,
} from "../../../builders";

const linux = (values: FactValues = {}): EncryptionFacts =>
  facts({ virtualMachine: aLinuxVirtualMachine(), keyEncryptionKey: "none", ...values });
const volume = (mountPoint: string, contents: VolumeContents["contents"]): VolumeContents => ({
  mountPoint,
  contents,
});
const empty = [volume("/data", known("empty", "a test"))];
const settingsOf = (given: EncryptionFacts): Readonly<Record<string, unknown>> => {
  const action = planFormatAndEncrypt(given, empty).steps.at(-1)?.action;
  assert.ok(action?.kind === "put-extension");
  return action.settings;
};
const refusalOf = (given: EncryptionFacts, contents: readonly VolumeContents[]): RunbookError => {
  try {
    planFormatAndEncrypt(given, contents);
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error;
  }
  throw new Error("It made a plan.");
};

describe("The plan to format and encrypt", () => {
  it("takes snapshots, then formats what is empty and names it", () => {
    const plan = planFormatAndEncrypt(linux(), empty);
    assert.deepEqual(
      plan.steps.map(({ action, destroys }) => [action.kind, destroys]),
      [
        ["create-snapshot", undefined],
        ["create-snapshot", undefined],
        ["put-extension", ["/data (sdc1 on sdc)"]],
      ],
    );
    assert.deepEqual(plan.blockers, []);
  });

  it("asks for Data, and for All where the OS disk is encrypted", () => {
    assert.equal(settingsOf(linux())["EncryptionOperation"], "EnableEncryptionFormatAll");
    assert.equal(settingsOf(linux({ volumeType: "All" }))["VolumeType"], "Data");
    assert.equal(
      settingsOf(linux({ disks: [aStampedDisk(), aDisk({ name: "datadisk" })] }))["VolumeType"],
      "All",
    );
  });

  for (const [fileSystem, blockers] of [
    ["xfs", []],
    ["btrfs", []],
    ["zfs", ["file-systems"]],
  ] as const) {
    it(`is ${blockers.length === 0 ? "not " : ""}blocked by a volume with ${fileSystem}`, () => {
      const volumes = [
        aLinuxVolume({ mountPoint: "/" }),
        aLinuxVolume({ mountPoint: "/data", role: "data", fileSystem }),
      ];
      const plan = planFormatAndEncrypt(linux({ guest: aLinuxGuest({ volumes }) }), empty);
      assert.deepEqual(
        plan.blockers.map(({ requirement }) => requirement),
        blockers,
      );
    });
  }

  it("has nothing to do where no plain volume is mounted", () => {
    const guest = aLinuxGuest({ volumes: [aLinuxVolume({ mountPoint: "/" })] });
    assert.deepEqual(planFormatAndEncrypt(linux({ guest }), []).steps, []);
  });

  for (const [what, given, contents, says] of [
    ["the volume holds files", linux(), [volume("/data", known("not-empty", "a test"))], /holds files/],
    ["the guest could not look", linux(), [volume("/data", missing("no answer"))], /no answer/],
    ["nobody looked", linux(), [], /nobody looked/],
    [
      "another volume was looked into",
      linux(),
      [volume("/data2", known("empty", "a test"))],
      /nobody looked/,
    ],
    ["the guest was not read", linux({ guest: notRead("no probe") }), empty, /no probe/],
    ["the VM runs Windows", facts(), empty, /runs Windows/],
    ["a disk was not read", linux({ disks: [notRead("no rights")] }), empty, /no rights/],
    [
      "it would rotate the keys of encrypted disks",
      {
        ...linux({ disks: [aDisk(), aStampedDisk({ name: "datadisk" })] }),
        keyEncryptionKey: facts().keyEncryptionKey,
      },
      empty,
      /rotate its keys/,
    ],
  ] as const) {
    it(`is refused where ${what}`, () => {
      const refused = refusalOf(given, contents);
      assert.equal(refused.code, "PlanBlocked");
      assert.match(refused.message, says);
    });
  }
});
