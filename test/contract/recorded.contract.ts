import assert from "node:assert/strict";

import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { differences } from "./differences";
import { libraryCases, type LibraryCase } from "./library-cases";
import { documentedOperations, unrecordedOperations } from "./operations";
import { recordedAt } from "./recording";
import { runReplay, type ReplayedAnswer } from "./replay";
import { replays } from "./replays";
import { compareAnswers, compareBodies } from "./shape";
import { runRunbook, type Traffic } from "./traffic";
import { createValidator } from "./validator";

const casesMet = new Set<string>();

/** Asserts that the differences found are those that `differences.ts` gives a reason for, no more and no fewer. */
function assertDiffersAsListed(name: string, met: readonly string[]): void {
  casesMet.add(name);
  const listed = differences.flatMap(({ found }) => found[name] ?? []);
  const unlisted = met.filter((difference) => !listed.includes(difference));
  const gone = listed.filter((difference) => !met.includes(difference));
  assert.equal(
    [
      ...unlisted.map((difference) => `without a reason in differences.ts: ${difference}`),
      ...gone.map((difference) => `no longer so, take it off differences.ts: ${difference}`),
    ].join("\n"),
    "",
  );
}

describe("The library's own requests and their answers, against recorded ones", () => {
  let traffic: Traffic;
  before(async () => {
    traffic = await runRunbook();
  });

  const exchangeOf = ({ part, find, which = "first" }: LibraryCase): Exchange => {
    const found = traffic[part].filter(find).at(which === "first" ? 0 : -1);
    assert.ok(found !== undefined, "The runbook no longer sends this.");
    return found;
  };

  for (const [name, libraryCase] of Object.entries(libraryCases)) {
    const { recording, place } = libraryCase;

    it(`${name}: the request has the recorded shape`, () => {
      const { request } = recordedAt(recording, place);
      assertDiffersAsListed(
        `${name}: request`,
        compareBodies(request.body, exchangeOf(libraryCase).requestBody),
      );
    });

    it(`${name}: the answer has the recorded shape`, () => {
      const { status, responseHeaders: headers, responseBody: body } = exchangeOf(libraryCase);
      const { response } = recordedAt(recording, place);
      assertDiffersAsListed(`${name}: answer`, compareAnswers(response, { status, headers, body }));
    });
  }

  it("covers every operation, but for those that nobody recorded", async () => {
    const validator = await createValidator();
    const compared = new Set<string>();
    for (const libraryCase of Object.values(libraryCases)) {
      const validation = await validator.validate(exchangeOf(libraryCase));
      if (validation.kind === "validated") compared.add(validation.operation);
    }
    const uncompared = documentedOperations.filter((operation) => !compared.has(operation));
    assert.deepEqual(uncompared.sort(), Object.keys(unrecordedOperations).sort());
  });
});

describe("The sandbox's answers to recorded requests, against the recorded ones", () => {
  for (const [session, replay] of Object.entries(replays)) {
    describe(session, () => {
      let answers: ReadonlyMap<string, ReplayedAnswer>;
      before(async () => {
        answers = await runReplay(replay);
      });

      for (const step of Object.keys(replay.steps)) {
        it(step, () => {
          const answer = answers.get(step);
          assert.ok(answer !== undefined);
          assertDiffersAsListed(`${session}: ${step}`, compareAnswers(answer.recorded, answer.sandbox));
        });
      }
    });
  }
});

describe("The list of differences from recorded traffic", () => {
  it("names no case that isn't tested", () => {
    const named = differences.flatMap(({ found }) => Object.keys(found));
    assert.deepEqual(
      named.filter((name) => !casesMet.has(name)),
      [],
    );
  });

  it("gives each difference one reason, in a sentence", () => {
    const all = differences.flatMap(({ found }) =>
      Object.entries(found).flatMap(([name, list]) => list.map((difference) => `${name}: ${difference}`)),
    );
    assert.deepEqual(
      all.filter((entry, index) => all.indexOf(entry) !== index),
      [],
    );
    assert.deepEqual(
      differences.filter(({ reason }) => !reason.endsWith(".")),
      [],
    );
  });
});
