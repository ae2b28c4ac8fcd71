import assert from "node:assert/strict";

import { defaultSpecification } from "../../../lib/sandbox/guest/specification";

describe("The operating system of a new VM", () => {
  for (const [publisher, offer, sku, expected] of [
    [
      "Canonical",
      "0001-com-ubuntu-server-jammy",
      "22_04-lts-gen2",
      { osType: "Linux", distribution: "ubuntu", distributionVersion: "22.04" },
    ],
    [
      "Canonical",
      "ubuntu-24_04-lts",
      "server",
      { osType: "Linux", distribution: "ubuntu", distributionVersion: "24.04" },
    ],
    ["RedHat", "RHEL", "9_4", { osType: "Linux", distribution: "rhel", distributionVersion: "9.4" }],
    ["Debian", "debian-12", "12", { osType: "Linux", distribution: "debian", distributionVersion: "12" }],
    [
      "MicrosoftWindowsServer",
      "WindowsServer",
      "2012-Datacenter",
      { osType: "Windows", osName: "Windows Server 2012 Datacenter", osBuild: 9200 },
    ],
    [
      "MicrosoftWindowsServer",
      "WindowsServer",
      "2022-datacenter-azure-edition",
      { osType: "Windows", osName: "Windows Server 2022 Datacenter", osBuild: 20348 },
    ],
  ] as const) {
    it(`is read from the image ${publisher} ${offer} ${sku}`, () => {
      assert.deepEqual(defaultSpecification(expected.osType, { publisher, offer, sku }), expected);
    });
  }
});
