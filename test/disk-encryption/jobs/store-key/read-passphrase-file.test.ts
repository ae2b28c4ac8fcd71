import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readPassphraseFile } from "../../../../lib/disk-encryption/jobs/store-key/read-passphrase-file";

describe("A passphrase in a file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "passphrase-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it("is read byte for byte, spaces too", async () => {
    const material = await readPassphraseFile(file("good", " größer "));
    assert.equal(material.kind, "passphrase");
    assert.equal(
      material.use((bytes) => Buffer.from(bytes).toString("utf8")),
      " größer ",
    );
  });

  it("has no line break at its end, which would be a part of it", async () => {
    await assert.rejects(readPassphraseFile(file("line", "secret words\n")), (error: Error) => {
      assert.equal((error as Error & { code?: string }).code, "KeyMaterialUnusable");
      assert.match(error.message, /line break/);
      assert.doesNotMatch(String(error), /secret words/);
      return true;
    });
  });

  it("is not looked for in a large file, nor in one that is not there", async () => {
    await assert.rejects(readPassphraseFile(file("large", "x".repeat(5000))), {
      code: "KeyMaterialUnusable",
    });
    await assert.rejects(readPassphraseFile(join(folder, "none")), { code: "FileUnreadable" });
  });
});
