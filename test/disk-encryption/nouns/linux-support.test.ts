import assert from "node:assert/strict";

import {
  endOfLinuxSupport,
  linuxDistributionOf,
  linuxSupport,
} from "../../../lib/disk-encryption/nouns/linux-support";
import { readDataFile } from "../../../lib/azure/data";

const volumesOf = (distribution: string, version: string): string =>
  linuxSupport({ distribution, version }).volumes;

describe("The table of Linux distributions", () => {
  for (const [distribution, version, volumes] of [
    ["ubuntu", "22.04", "os-and-data"],
    ["ubuntu", "24.04", "os-and-data"],
    ["Ubuntu", "22.04", "os-and-data"],
    ["ubuntu", "16.04", "none"],
    ["ubuntu", "22.10", "none"],
    ["rhel", "7.3", "none"],
    ["rhel", "7.4", "os-and-data"],
    ["rhel", "7.9", "os-and-data"],
    ["rhel", "6.8", "data-only"],
    ["rhel", "9.0", "os-and-data"],
    ["rhel", "9.1", "none"],
    ["rhel", "9.4", "os-and-data"],
    ["rhel", "9.5", "none"],
    ["rhel", "9-lvm", "os-and-data"],
    ["rhel", "10", "none"],
    ["centos", "8.1", "none"],
    ["centos", "8.2", "os-and-data"],
    ["centos", "7", "minor-version-needed"],
    ["ol", "8.5", "os-and-data"],
    ["ol", "8.7", "none"],
    ["mariner", "2.0", "os-and-data"],
    ["azurelinux", "3.0", "none"],
    ["sles", "12.4", "data-only"],
    ["sles", "12.5", "none"],
    ["sles", "15.6", "none"],
    ["opensuse", "42.3", "data-only"],
    ["debian", "12", "none"],
    ["", "", "none"],
  ] as const) {
    it(`says ${volumes} of ${distribution} ${version}`, () => {
      assert.equal(volumesOf(distribution, version), volumes);
    });
  }

  it("does not take 22.0 for 22.04: a version is whole or it is another", () => {
    assert.equal(volumesOf("ubuntu", "22.0"), "none");
  });

  it("carries a note with RHEL: gold images need a registered subscription", () => {
    const support = linuxSupport({ distribution: "rhel", version: "8.6" });
    assert.match("note" in support ? (support.note ?? "") : "", /gold images/);
  });
});

describe("A Marketplace image of Linux", () => {
  const ubuntu = {
    publisher: "Canonical",
    offer: "0001-com-ubuntu-server-jammy",
    sku: "22_04-lts",
    version: "latest",
  };
  const rhel = { publisher: "RedHat", offer: "RHEL", sku: "8-LVM", version: "latest" };
  const named = (found: ReturnType<typeof linuxDistributionOf>): string =>
    found === undefined ? "unknown" : `${found.distribution} ${found.version}`;

  for (const [image, expected] of [
    [ubuntu, "ubuntu 22.04"],
    [{ ...ubuntu, publisher: "canonical" }, "ubuntu 22.04"],
    [{ ...ubuntu, sku: "22_04-lts-gen2" }, "ubuntu 22.04"],
    [rhel, "rhel 8-lvm"],
    [{ ...rhel, sku: "8.4" }, "rhel 8.4"],
    [{ ...rhel, sku: "99" }, "unknown"],
    [{ ...ubuntu, publisher: "contoso" }, "unknown"],
    [{ ...ubuntu, offer: "windows" }, "unknown"],
  ] as const) {
    it(`${image.publisher} ${image.offer} ${image.sku} runs ${expected === "unknown" ? "what the table does not know" : expected}`, () => {
      assert.equal(named(linuxDistributionOf(image)), expected);
    });
  }

  it("is listed once: no image could be two distributions", () => {
    const { images } = readDataFile("linux-support.json") as {
      readonly images: readonly {
        readonly publisher: string;
        readonly offer: string;
        readonly skus?: readonly string[];
      }[];
    };
    const keys = images.flatMap(({ publisher, offer, skus }) =>
      (skus ?? ["*"]).map((sku) => `${publisher}/${offer}/${sku}`.toLowerCase()),
    );
    assert.equal(new Set(keys).size, keys.length);
  });
});

describe("The publisher's support", () => {
  const { distributions } = readDataFile("linux-support.json") as {
    readonly distributions: readonly {
      readonly id: string;
      readonly osAndData: readonly string[];
      readonly dataOnly: readonly string[];
    }[];
  };
  for (const { id, osAndData, dataOnly } of distributions) {
    for (const version of [...osAndData, ...dataOnly]) {
      it(`of ${id} ${version} is dated`, () => {
        const end = endOfLinuxSupport({ distribution: id, version });
        assert.match(end?.standardSupportEnds ?? "", /^20\d\d-\d\d-\d\d$/);
        assert.ok(end?.extendedSupport === undefined || end.extendedSupport.ends > end.standardSupportEnds);
      });
    }
  }

  it("of a version that is not listed is not known", () => {
    assert.equal(endOfLinuxSupport({ distribution: "rhel", version: "80" }), undefined);
  });
});
