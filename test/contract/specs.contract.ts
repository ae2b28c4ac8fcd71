import assert from "node:assert/strict";

import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { itHoldsOperations } from "./listed-operations";
import { documentedOperations, listedExtensions, undocumentedOperations } from "./operations";
import { validateExchanges, type Validated } from "./problems";
import { runRunbook } from "./traffic";
import { createValidator, type Validator } from "./validator";

describe("Azure Disk Encryption through the library, against Microsoft's documents", () => {
  let exchanges: readonly Exchange[] = [];
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const parts = Object.values(await runRunbook());
    exchanges = parts.flat();
    validated = await validateExchanges(...parts);
  });

  itHoldsOperations(
    {
      documented: documentedOperations,
      undocumented: undocumentedOperations,
      expectedProblems: {
        "GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachines 200":
          listedExtensions,
      },
    },
    () => validated,
  );

  describe("the validator", () => {
    let validator: Validator;
    let enable: Exchange;
    before(async () => {
      validator = await createValidator();
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
