import assert from "node:assert/strict";

import fc from "fast-check";

import type { Edition } from "../../lib/disk-encryption/checks/finding";
import { anyScenario } from "./any-guest";
import { contradictionOf, outcomeOf } from "./predictions";

const CASES = 10_000;
const CASES_IN_A_TEST = 500;

/** Ten thousand cases of one edition, five hundred a test; what came out is counted and printed at the end. */
export function describeManyPredictions(edition: Edition): void {
  describe(`What the checks predict by the ${edition} edition, the sandbox does, in ${CASES} cases`, () => {
    const counts = new Map<string, number>();

    after(() => {
      const lines = [...counts].sort().map(([what, count]) => `    ${count} ${what}`);
      console.log(`${lines.join("\n")}\n    by the ${edition} edition`);
    });

    for (let first = 0; first < CASES; first += CASES_IN_A_TEST) {
      it(`cases ${first + 1} to ${first + CASES_IN_A_TEST}`, async () => {
        for (const given of fc.sample(anyScenario, { numRuns: CASES_IN_A_TEST, seed: first + 1 })) {
          const outcome = await outcomeOf(given, edition);
          const { predicted, refusal, encrypted } = outcome;
          const done = refusal !== undefined ? "refused" : encrypted === true ? "encrypted" : "done";
          const what = `${predicted}, ${done}`;
          counts.set(what, (counts.get(what) ?? 0) + 1);
          const contradiction = contradictionOf(outcome);
          assert.equal(contradiction, undefined, `${contradiction ?? ""}\n${JSON.stringify(given)}`);
        }
      });
    }
  });
}
