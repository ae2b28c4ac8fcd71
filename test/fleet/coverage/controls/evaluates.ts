import assert from "node:assert/strict";

import type { Control } from "../../../../lib/fleet/coverage/controls/control";
import type { ControlOutcome } from "../../../../lib/fleet/coverage/coverage";

/** One sentence about a VM or a disk, and what a control says of it. */
export type Evaluated<Facts> = readonly [what: string, facts: Facts, outcome: ControlOutcome];

/** Tests a control by a table, a test for each line. */
export function evaluates<Facts>(control: Control<Facts>, table: readonly Evaluated<Facts>[]): void {
  for (const [what, facts, outcome] of table) {
    it(`is ${outcome} for ${what}`, () => {
      assert.equal(control(facts), outcome);
    });
  }
}
