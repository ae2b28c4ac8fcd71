import assert from "node:assert/strict";

import { adeExposure } from "../../../lib/fleet/charts/ade-exposure";
import { aCoverage, aDiskCoverage, computeId, OTHER_SUBSCRIPTION_ID } from "../../fleet-builders";

describe("The chart of disks that stop unlocking", () => {
  const now = new Date("2026-11-24T08:00:00Z");
  const exposed = { mechanism: "azure-disk-encryption", exposed2028: "yes" } as const;
  const finance = { subscriptionId: OTHER_SUBSCRIPTION_ID, subscriptionName: "Contoso Finance" };
  const coverage = aCoverage({
    disks: [
      aDiskCoverage({ ...exposed, diskName: "disk-1", role: "os" }),
      aDiskCoverage({ ...exposed, diskName: "disk-2" }),
      aDiskCoverage({
        ...exposed,
        diskName: "disk-3",
        vmName: "vm-pay-01",
        vmId: computeId("virtualMachines", "vm-pay-01"),
        ...finance,
      }),
      aDiskCoverage({ ...finance, diskName: "disk-4", mechanism: "unknown", exposed2028: "unknown" }),
      aDiskCoverage({ diskName: "disk-5" }),
    ],
  });
  const chart = adeExposure(coverage, now);

  it("says how many disks and VMs, until when, and how fast VMs have to leave", () => {
    assert.equal(
      chart.finding,
      "3 disks on 2 VMs stop unlocking after 2028-09-15; to be done in time: 1 VM in 10 months; of 1 it is not known",
    );
    assert.match(chart.subtitle.join(), /660 days before the end/);
  });

  it("names below each subscription its VMs and their pace, where no narrow figure cuts them off", () => {
    const [contoso] = chart.figure.layout.yaxis?.ticktext ?? [];
    assert.match(contoso ?? "", /^Contoso<br><span [^>]*>1 VM, 1 in 21 months<\/span>$/);
    assert.ok(chart.figure.data.every((trace) => trace.type === "bar" && trace.text === undefined));
  });

  it("has a bar for each subscription: the exposed disks, and hatched those of which it is not known", () => {
    assert.deepEqual(
      chart.figure.data.map((trace) =>
        trace.type === "bar" ? [trace.name, trace.x, trace.marker.pattern?.shape] : [],
      ),
      [
        ["stops unlocking", [2, 1], undefined],
        ["not known", [0, 1], "/"],
      ],
    );
  });

  it("names the disks where the pointer is", () => {
    const [bars] = chart.figure.data;
    assert.ok(bars?.type === "bar");
    assert.equal(bars.hovertext?.[0], "Contoso<br>2 disks exposed, on 1 VM<br>disk-1, disk-2");
  });

  it("tells a fast pace a month", () => {
    const disks = Array.from({ length: 500 }, (_, index) =>
      aDiskCoverage({ ...exposed, vmId: computeId("virtualMachines", `vm-${index}`) }),
    );
    assert.match(adeExposure(aCoverage({ disks }), now).finding, /; to be done in time: 24 VMs a month$/);
  });

  for (const [virtualMachines, pace] of [
    [10, "1 VM in 2 months"],
    [21, "1 VM a month"],
    [22, "1.1 VMs a month"],
    [70, "3.3 VMs a month"],
  ] as const)
    it(`tells for ${virtualMachines} VMs a pace with which all are out in time`, () => {
      const disks = Array.from({ length: virtualMachines }, (_, index) =>
        aDiskCoverage({ ...exposed, vmId: computeId("virtualMachines", `vm-${index}`) }),
      );
      const { finding } = adeExposure(aCoverage({ disks }), now);
      assert.match(finding, new RegExp(`; to be done in time: ${pace}$`));
    });

  it("has its numbers in a table", () => {
    assert.deepEqual(chart.table, {
      columns: ["subscription", "exposed disks", "their VMs", "to leave in time", "not known"],
      rows: [
        ["Contoso", 2, 1, "1 in 21 months", 0],
        ["Contoso Finance", 1, 1, "1 in 21 months", 1],
      ],
    });
  });

  it("counts a disk that no VM holds among the disks, and asks of no VM to leave", () => {
    const alone = aCoverage({
      disks: [aDiskCoverage({ ...exposed, role: "unattached", vmId: null, vmName: null })],
    });
    assert.equal(adeExposure(alone, now).finding, "1 disk without a VM stops unlocking after 2028-09-15");
  });

  it("says after the end that it has come", () => {
    assert.equal(
      adeExposure(coverage, new Date("2028-10-01T00:00:00Z")).finding,
      "Azure Disk Encryption has retired: 3 disks on 2 VMs may not unlock at the next reboot; of 1 it is not known",
    );
  });

  it("says so where no disk is exposed, with no axes and no bars that there are none of", () => {
    const none = adeExposure(aCoverage({ disks: [aDiskCoverage()] }), now);
    assert.equal(none.finding, "No disk is exposed to the end of Azure Disk Encryption");
    assert.deepEqual(none.subtitle, ["of 1 disk, 660 days before the end"]);
    assert.deepEqual(none.figure.data, []);
    assert.equal(none.figure.layout.xaxis?.visible, false);
  });
});
