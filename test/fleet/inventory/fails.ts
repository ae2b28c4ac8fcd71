import assert from "node:assert/strict";

import { RunbookError } from "../../../lib/azure/errors";

/** That something fails with this code, a message and a hint like these. */
export function fails(code: string, message: RegExp, hint = /./): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof RunbookError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  };
}
