import assert from "node:assert/strict";

import { whyUnknown } from "../../../lib/fleet/presentation/coverage-report/why-unknown";
import { aDiskCoverage, aVirtualMachineCoverage } from "../../fleet-builders";

describe("Why a VM's recommendation is unknown", () => {
  const vm = aVirtualMachineCoverage({ recommended: "unknown" });
  const closed = { eligibleHost: "closed", eligibleCustomerKey: "closed", eligibleAde: "closed" } as const;
  const disk = aDiskCoverage(closed);

  it("is not told where it is known", () => {
    assert.equal(whyUnknown(aVirtualMachineCoverage(), [disk]), "");
  });

  it("is what is not known to be open to one of its disks", () => {
    assert.equal(
      whyUnknown(vm, [disk, aDiskCoverage({ ...closed, eligibleHost: "unknown" })]),
      "nothing read tells whether encryption at host would be open",
    );
    assert.equal(
      whyUnknown(vm, [aDiskCoverage({ ...closed, eligibleCustomerKey: "unknown", eligibleAde: "unknown" })]),
      "nothing read tells whether a customer key and Azure Disk Encryption would be open",
    );
  });

  it("is its size, its disks and how they are encrypted, where these were not read", () => {
    assert.equal(
      whyUnknown({ ...vm, vmSize: "unknown" }, []),
      "its size was not told; none of its disks was read",
    );
    assert.equal(
      whyUnknown(vm, [aDiskCoverage({ ...closed, mechanism: "unknown" })]),
      "how a disk is encrypted was not read",
    );
  });

  it("is no temporary disk's, which takes none of it", () => {
    const temporary = aDiskCoverage({ ...closed, role: "temporary", eligibleCustomerKey: "unknown" });
    assert.match(whyUnknown(vm, [disk, temporary]), /^something outside of the VM may open what is closed/);
  });
});
