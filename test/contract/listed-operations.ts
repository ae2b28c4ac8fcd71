import assert from "node:assert/strict";

import type { Validated } from "./problems";
import { undocumentedPaths } from "./undocumented";

/** All operations that a test sends, kept by hand: one that is new is looked at before it is accepted. */
export interface ListedOperations {
  /** By the path of Microsoft's documents, with the status that they are answered. */
  readonly documented: readonly string[];
  /** By a path of {@link undocumentedPaths}. */
  readonly undocumented: readonly string[];
  /** What the documents say against an operation that is right all the same; why stands beside it. */
  readonly expectedProblems?: Readonly<Record<string, readonly string[]>>;
}

/** The tests that each listed operation is valid and sent, and that no other is. */
export function itHoldsOperations(
  { documented, undocumented, expectedProblems = {} }: ListedOperations,
  validated: () => Validated,
): void {
  for (const operation of documented) {
    it(`${shortNameOf(operation)}: request and answer are valid`, () => {
      const found = validated().problems.get(operation);
      assert.ok(found !== undefined, "Nobody sends this any more; take it off the list.");
      assert.deepEqual([...found], expectedProblems[operation] ?? []);
    });
  }

  it("has no operation besides those listed", () => {
    assert.deepEqual([...validated().problems.keys()].sort(), [...documented].sort());
  });

  for (const operation of undocumented) {
    const path = operation.split(" ")[1] ?? "";
    it(`${shortNameOf(operation)} is sent without a document: ${undocumentedPaths[path] ?? "no reason is listed"}`, () => {
      assert.ok(path in undocumentedPaths, "Say in undocumented.ts why no document has it.");
      assert.ok(validated().undocumented.has(operation), "Nobody sends this any more; take it off the list.");
    });
  }

  it("sends nothing else without a document", () => {
    assert.deepEqual([...validated().undocumented].sort(), [...undocumented].sort());
  });
}

function shortNameOf(operation: string): string {
  return operation.replace(
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/",
    ".../",
  );
}
