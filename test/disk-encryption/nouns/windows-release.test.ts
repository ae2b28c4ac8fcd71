import assert from "node:assert/strict";

import { needsLongKey, windowsReleaseOf } from "../../../lib/disk-encryption/nouns/windows-release";
import { aLinuxGuest, aWindowsGuest } from "../../builders";

const image = (publisher: string, offer: string, sku: string): Parameters<typeof windowsReleaseOf>[0] => ({
  imageReference: { publisher, offer, sku, version: "latest" },
});

describe("The release of a Windows VM", () => {
  for (const [osName, release] of [
    ["Windows Server 2012 Datacenter", "Windows Server 2012"],
    ["Windows Server 2012 R2 Datacenter", "Windows Server 2012 R2"],
    ["Windows Server 2022 Datacenter Azure Edition", "Windows Server 2022"],
    ["WINDOWS 11 ENTERPRISE", "Windows 11"],
    ["Windows Server 2028", undefined],
    ["ubuntu", undefined],
  ] as const) {
    it(`whose agent reports "${osName}" is ${release ?? "not known"}`, () => {
      assert.equal(windowsReleaseOf({ osName })?.name, release);
    });
  }

  for (const [publisher, offer, sku, release] of [
    ["MicrosoftWindowsServer", "WindowsServer", "2019-datacenter", "Windows Server 2019"],
    ["MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-g2", "Windows Server 2022"],
    ["MicrosoftWindowsServer", "WindowsServer", "2012-R2-Datacenter", "Windows Server 2012 R2"],
    ["microsoftwindowsdesktop", "windows-11", "win11-24h2-ent", "Windows 11"],
    ["MicrosoftSQLServer", "sql2022-ws2019", "enterprise", "Windows Server 2019"],
    ["MicrosoftSQLServer", "sql2019-ws2022", "standard", "Windows Server 2022"],
    ["contoso", "2022-appliance", "1", undefined],
  ] as const) {
    it(`made of ${offer} ${sku} is ${release ?? "not known"}`, () => {
      assert.equal(windowsReleaseOf(image(publisher, offer, sku))?.name, release);
    });
  }

  it("is the one that the agent reports, whatever image the VM was made of: it may have been upgraded", () => {
    const vm = {
      osName: "Windows Server 2022 Datacenter",
      ...image("MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter"),
    };
    assert.equal(windowsReleaseOf(vm)?.name, "Windows Server 2022");
  });
});

describe("A key encryption key of 3072 bits or more", () => {
  for (const [osBuild, needed] of [
    [17763, false],
    [20347, false],
    [20348, true],
    [22000, true],
    [26100, true],
  ] as const) {
    it(`is ${needed ? "" : "not "}needed by a guest of build ${osBuild}`, () => {
      assert.equal(needsLongKey({}, aWindowsGuest({ osBuild })), needed);
    });
  }

  for (const [osName, needed] of [
    ["Windows 10 Enterprise", false],
    ["Windows 11 Enterprise", true],
    ["Windows Server 2019 Datacenter", false],
    ["Windows Server 2022 Datacenter", true],
    ["Windows Server 2025 Datacenter", true],
  ] as const) {
    it(`is ${needed ? "" : "not "}needed by ${osName}`, () => {
      assert.equal(needsLongKey({ osName }), needed);
    });
  }

  it("goes by the guest's own build before the name that the agent reports", () => {
    assert.equal(
      needsLongKey({ osName: "Windows Server 2019 Datacenter" }, aWindowsGuest({ osBuild: 20348 })),
      true,
    );
  });

  it("goes by the name where the guest did not tell its build", () => {
    const guest = aWindowsGuest({ osBuild: undefined });
    assert.equal(needsLongKey({ osName: "Windows Server 2022 Datacenter" }, guest), true);
  });

  it("is not known to be needed where neither guest nor agent nor image tell", () => {
    assert.equal(needsLongKey({}), undefined);
  });

  it("is not decided by a Linux guest", () => {
    assert.equal(needsLongKey({}, aLinuxGuest()), undefined);
  });
});
