import assert from "node:assert/strict";

import type { Exchange } from "../../lib/index";
import { finalAnswers } from "./final-answers";
import { documentedOperations, undocumentedOperations } from "./operations";
import { runRunbook } from "./traffic";
import { createValidator, type Validator } from "./validator";

describe("Azure Disk Encryption through the library, against Microsoft's documents", () => {
  let validator: Validator;
  let exchanges: readonly Exchange[] = [];
  const problemsByOperation = new Map<string, Set<string>>();
  const undocumented: Exchange[] = [];

  before(async function () {
    this.timeout(60_000);
    validator = await createValidator();
    // By part: each has a sandbox of its own, and two sandboxes call their operations the same.
    exchanges = Object.values(await runRunbook()).flatMap((sent) => [...sent, ...finalAnswers(sent)]);
    for (const exchange of exchanges) {
      const validation = await validator.validate(exchange);
      if (validation.kind === "uncovered") {
        undocumented.push(exchange);
        continue;
      }
      const problems = problemsByOperation.get(validation.operation) ?? new Set();
      problemsByOperation.set(validation.operation, problems);
      for (const problem of validation.problems) problems.add(problem);
    }
  });

  for (const operation of documentedOperations) {
    it(`${shortNameOf(operation)}: request and answer are valid`, () => {
      const problems = problemsByOperation.get(operation);
      assert.ok(
        problems !== undefined,
        "The runbook no longer sends this; take it off the list in operations.ts.",
      );
      assert.equal([...problems].join("\n"), "");
    });
  }

  it("has no operation besides those listed", () => {
    assert.deepEqual([...problemsByOperation.keys()].sort(), [...documentedOperations].sort());
  });

  for (const { operation, path, reason } of undocumentedOperations) {
    it(`${operation} is sent without a document: ${reason}`, () => {
      const found = undocumented.filter(({ url }) => path.test(new URL(url).pathname));
      assert.notEqual(
        found.length,
        0,
        "The runbook no longer sends this; take it off the list in operations.ts.",
      );
      assert.deepEqual([...new Set(found.map(nameOf))], [operation.replace(/^(\S+) .* (\d+)$/, "$1 $2")]);
    });
  }

  it("sends nothing else without a document", () => {
    const unlisted = undocumented.filter(
      ({ url }) => !undocumentedOperations.some(({ path }) => path.test(new URL(url).pathname)),
    );
    assert.deepEqual(
      unlisted.map(({ method, url, status }) => `${method} ${url} ${status}`),
      [],
    );
  });

  describe("the validator", () => {
    let enable: Exchange;
    before(() => {
      const found = exchanges.find(({ method, url }) => method === "PUT" && url.includes("/extensions/"));
      assert.ok(found !== undefined);
      enable = found;
    });

    const problemsOf = async (exchange: Exchange): Promise<string> => {
      const validation = await validator.validate(exchange);
      return validation.kind === "validated" ? validation.problems.join("\n") : validation.kind;
    };

    it("finds a property of a request that is misspelled", async () => {
      const requestBody = { location: "westeurope", properties: { publsher: "Microsoft.Azure.Security" } };
      assert.match(
        await problemsOf({ ...enable, requestBody }),
        /request: \/properties\/publsher: OBJECT_ADDITIONAL_PROPERTIES/,
      );
    });

    it("finds a property of an answer that has another type", async () => {
      const responseBody = { location: "westeurope", properties: { autoUpgradeMinorVersion: "true" } };
      assert.match(
        await problemsOf({ ...enable, responseBody }),
        /answer: \/properties\/autoUpgradeMinorVersion: INVALID_TYPE/,
      );
    });

    it("finds a status that the document doesn't have", async () => {
      assert.match(await problemsOf({ ...enable, status: 206 }), /answer: .*INVALID_RESPONSE_CODE/);
    });
  });
});

const nameOf = ({ method, status }: Exchange): string => `${method} ${status}`;
function shortNameOf(operation: string): string {
  return operation.replace(
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/",
    ".../",
  );
}
