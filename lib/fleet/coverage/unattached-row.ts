import { toldSet } from "../nouns/told";
import type { InventoriedDisk } from "../nouns/inventory";
import { adeEligibility, adeStateOfStamp, exposureOf } from "./ade-state";
import type { CoverageContext } from "./context";
import { adeCounts, countedMechanism, type MechanismEvidence } from "./counted-mechanism";
import type { DiskCoverage } from "./coverage";
import { evaluatedDisk, namedSetIdOf } from "./evaluated-facts";
import {
  confidentialityOf,
  customerKeyEligibility,
  hasConfidentialSet,
  serverSideOfDisk,
} from "./server-side";

/**
 * Makes the row of a disk that no VM holds. Pure.
 *
 * What works in a guest or on a host is closed to it as it stands: it has neither.
 */
export function unattachedRow(disk: InventoriedDisk, context: CoverageContext): DiskCoverage {
  const setId = namedSetIdOf(undefined, disk);
  const isOsDisk = disk.osType !== null;
  const confidential = confidentialityOf(disk, isOsDisk, undefined);
  const serverSide = serverSideOfDisk({
    attached: undefined,
    disk,
    confidential,
    size: undefined,
    setType: typeof setId === "string" ? context.set(setId)?.encryptionType : undefined,
  });
  const state = adeStateOfStamp(disk.adeStamp);
  const evidence: MechanismEvidence = {
    confidential,
    azureDiskEncryption: state,
    isDoubted: false,
    encryptionAtHost: "no",
    isUnmanaged: false,
    serverSide,
  };
  const counts = adeCounts(evidence);
  const hasSnapshots = context.hasIncrementalSnapshots(disk.id, disk.subscriptionId);
  const diskState = disk.diskState ?? "unknown";
  return {
    subscriptionId: disk.subscriptionId,
    subscriptionName: context.subscriptionName(disk.subscriptionId),
    resourceGroup: disk.resourceGroupName,
    diskId: disk.id,
    diskName: disk.name,
    role: "unattached",
    vmId: null,
    vmName: null,
    location: context.region(disk.location),
    osType: disk.osType ?? "unknown",
    vmSize: null,
    sizeFamily: null,
    sku: disk.sku ?? "unknown",
    diskSizeGB: disk.diskSizeGB ?? null,
    diskState,
    managed: "yes",
    serverSide,
    diskEncryptionSet: typeof setId === "string" ? context.setId(setId) : null,
    encryptionAtHost: "no",
    azureDiskEncryption: state,
    mechanism: countedMechanism(evidence),
    recommended: null,
    eligibleAde: adeEligibility(disk.adeStamp, state, counts, "closed"),
    eligibleHost: "closed",
    eligibleCustomerKey: customerKeyEligibility(
      serverSide,
      disk.adeStamp,
      context.evaluate.unattachedDisk(
        evaluatedDisk({ role: isOsDisk ? "os" : "data", disk }, disk.adeStamp, hasSnapshots),
      ),
    ),
    exposed2028: exposureOf("unattached", { state, isUnread: false, hasSucceeded: false }, counts),
    controls: context.diskControls({
      role: "unattached",
      managed: "yes",
      diskState,
      hasSet: toldSet(disk.diskEncryptionSetId),
      hasConfidentialSet: hasConfidentialSet(disk, confidential),
      serverSide,
      adeStamp: disk.adeStamp,
      azureDiskEncryption: counts,
    }),
    tags: context.tags(disk.tags),
  };
}
