import assert from "node:assert/strict";

import { supportHasEnded, windowsLifecycleOf } from "../../../lib/disk-encryption/nouns/windows-lifecycle";
import { aLinuxGuest, aWindowsGuest } from "../../builders";

describe("The end of Microsoft's support for Windows", () => {
  it("is told by the guest's own build before any name", () => {
    const guest = aWindowsGuest({ osBuild: 9600 });
    assert.equal(windowsLifecycleOf("Windows Server 2022", guest)?.supportEnds, "2023-10-10");
  });

  it("is told apart for a server and a client of the same build", () => {
    const client = aWindowsGuest({ osBuild: 26100, productType: "workstation" });
    assert.equal(windowsLifecycleOf(undefined, client)?.name, "Windows 11, version 24H2");
    assert.equal(
      windowsLifecycleOf(undefined, aWindowsGuest({ osBuild: 26100 }))?.name,
      "Windows Server 2025",
    );
  });

  it("is told by the release where the guest was not asked", () => {
    assert.equal(windowsLifecycleOf("Windows Server 2008 R2")?.supportEnds, "2020-01-14");
    assert.equal(windowsLifecycleOf("Windows Server 2012", aLinuxGuest())?.supportEnds, "2023-10-10");
  });

  it("is not known of a Windows 11 whose version nobody tells, nor of a build that is in no list", () => {
    assert.equal(windowsLifecycleOf("Windows 11"), undefined);
    assert.equal(windowsLifecycleOf("Windows Server 2022", aWindowsGuest({ osBuild: 1 })), undefined);
  });

  it("comes after its last day", () => {
    const lifecycle = { name: "Windows", supportEnds: "2023-10-10" };
    assert.equal(supportHasEnded(lifecycle, new Date("2023-10-10T23:59:59Z")), false);
    assert.equal(supportHasEnded(lifecycle, new Date("2023-10-11T00:00:00Z")), true);
  });
});
