import assert from "node:assert/strict";

import { adeExposure } from "../../../lib/fleet/charts/ade-exposure";
import type { Chart } from "../../../lib/fleet/charts/chart";
import { coverageByMechanism } from "../../../lib/fleet/charts/coverage-by-mechanism";
import { coverageHierarchy } from "../../../lib/fleet/charts/coverage-hierarchy";
import { coverageOverTime, type CoverageHistoryRow } from "../../../lib/fleet/charts/coverage-over-time";
import { mechanismFlow } from "../../../lib/fleet/charts/mechanism-flow";
import { mechanismOrder } from "../../../lib/fleet/charts/palette";
import { requirementHeatMap } from "../../../lib/fleet/charts/requirement-heat-map";
import type { Coverage, DiskCoverage, VirtualMachineCoverage } from "../../../lib/fleet/coverage/coverage";
import { aCoverage, aDiskCoverage, aVirtualMachineCoverage, computeId } from "../../fleet-builders";

/** Every chart of a coverage. */
export const charts: Readonly<Record<string, (coverage: Coverage) => Chart>> = {
  coverageByMechanism: (coverage) => coverageByMechanism(coverage),
  coverageHierarchy,
  mechanismFlow,
  requirementHeatMap,
  adeExposure: (coverage) => adeExposure(coverage, coverage.observedAt),
  coverageOverTime: (coverage) => coverageOverTime(historyOf(coverage)),
};

/** Three snapshots of a fleet that did not change. */
function historyOf({ disks }: Coverage): readonly CoverageHistoryRow[] {
  return ["2026-09-01", "2026-10-01", "2026-11-01"].flatMap((day) =>
    mechanismOrder.map((mechanism) => ({
      observedAt: new Date(`${day}T00:00:00Z`),
      mechanism,
      disks: disks.filter((disk) => disk.mechanism === mechanism).length,
    })),
  );
}

function pick<T>(list: readonly T[], index: number): T {
  const picked = list[index % list.length];
  assert.ok(picked !== undefined);
  return picked;
}

/** A fleet with something of everything: three disks a VM, in names of the length that companies choose. */
export function aFleetOfEverything(virtualMachines: number): Coverage {
  const vms: VirtualMachineCoverage[] = [];
  const disks: DiskCoverage[] = [];
  for (let index = 0; index < virtualMachines; index++) {
    const vmName = `vm-production-weu-${index}`;
    const group = Math.floor(Math.sqrt(index * 7));
    const place = {
      subscriptionId: `00000000-0000-0000-0000-${String(group % 24).padStart(12, "0")}`,
      subscriptionName: `Contoso Business Unit ${group % 24}`,
      resourceGroup: `rg-workload-${group}-westeurope`,
    };
    const vm = aVirtualMachineCoverage({
      ...place,
      vmName,
      vmId: computeId("virtualMachines", vmName),
      mechanism: pick(mechanismOrder, index),
      recommended: pick(["encryption-at-host", "unknown", "none", "azure-disk-encryption"], index),
      sizeFamily: `Family${index % 23}`,
      failedRequirements: [
        ...(index % 3 === 0 ? ["vm-generation"] : []),
        ...(index % 7 === 0 ? ["memory", "vm-size"] : []),
      ],
    });
    vms.push(vm);
    for (const [number, role] of (["os", "data", "temporary"] as const).entries())
      disks.push(
        aDiskCoverage({
          ...place,
          vmId: vm.vmId,
          vmName,
          role,
          diskName: `${vmName}_${role}`,
          mechanism: pick([vm.mechanism, ...mechanismOrder], index * number),
          exposed2028: pick(["no", "yes", "unknown"], index),
        }),
      );
  }
  return aCoverage({ virtualMachines: vms, disks });
}
