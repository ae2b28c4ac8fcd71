import assert from "node:assert/strict";

import type { ApplyProgress } from "../../../lib/disk-encryption/change/apply";
import { planNewVirtualMachine } from "../../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { pickUpWords } from "../../../lib/disk-encryption/presentation/progress";
import { newVirtualMachineFacts } from "../../new-vm-builders";

const { steps } = planNewVirtualMachine(newVirtualMachineFacts());
const at = (kind: string): ApplyProgress => {
  const step = steps.find(({ action }) => action.kind === kind);
  assert.ok(step);
  return { step, position: 1, steps: steps.length, elapsedInMs: 0 };
};

describe("What is said to who interrupts the making of a VM", () => {
  it("is to look first: there is no VM to be watched yet", () => {
    assert.match(pickUpWords(at("create-virtual-machine")), /Look how it stands/);
  });

  it("is how its encryption is picked up again, once the extension is under way", () => {
    assert.match(pickUpWords(at("put-extension")), /watch\(azure, "vm-new-01"/);
  });
});
