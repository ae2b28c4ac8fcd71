import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Catalogue } from "../../../lib/disk-encryption/checks/catalogue";
import { MODULE_STATES_NO_RULE } from "../../../lib/disk-encryption/checks/verdict";

/** A catalogue of requirements, and facts that meet all of them. */
export interface CatalogueToTest<Id extends string, Facts> {
  readonly name: string;
  readonly ids: readonly Id[];
  readonly catalogue: Catalogue<Id, Facts>;
  readonly facts: Facts;
  /** Of `lib/disk-encryption/checks` and `test/disk-encryption/checks`. */
  readonly folder: string;
}

/** What holds of every catalogue: id, record, check and test are in step, and each edition has its source. */
export function describeCatalogue<Id extends string, Facts>({
  name,
  ids,
  catalogue: { records, checks },
  facts,
  folder,
}: CatalogueToTest<Id, Facts>): void {
  const library = join(__dirname, "..", "..", "..", "lib", "disk-encryption", "checks", folder);

  describe(`The catalogue of ${name}`, () => {
    it("has one record for each requirement, in their order", () => {
      assert.deepEqual(
        records().map(({ id }) => id),
        [...ids],
      );
    });

    it("has a check for each requirement and for nothing else", () => {
      assert.deepEqual(Object.keys(checks), [...ids]);
    });

    for (const id of ids) {
      it(`${id} has a file and a test of its name`, () => {
        assert.ok(existsSync(join(library, `${id}.ts`)));
        assert.ok(existsSync(join(__dirname, folder, `${id}.test.ts`)));
      });

      it(`${id} is met by facts that meet every requirement`, () => {
        for (const edition of ["module", "current"] as const) {
          assert.ok(["pass", "not-applicable"].includes(checks[id](facts, edition).outcome));
        }
      });
    }

    for (const { id, module, current } of records()) {
      it(`${id} states a rule in the current edition, with its fix`, () => {
        assert.ok(current.rule);
        assert.ok(current.fix);
      });

      it(`${id} is silent in the module edition exactly where its record states no rule`, () => {
        const verdict = checks[id](facts, "module");
        assert.equal(verdict !== MODULE_STATES_NO_RULE, module.rule !== undefined);
      });

      it(`${id} cites the training module for the one edition, and a document with its date for the other`, () => {
        assert.match(module.source.title, /training module/);
        assert.match(current.source.date, /^\d{4}-\d{2}-\d{2}$/);
        for (const { source } of [module, current]) {
          for (const words of [source.title, source.section, source.date]) assert.notEqual(words.trim(), "");
        }
      });
    }
  });
}
