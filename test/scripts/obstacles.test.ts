import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** Runs a script's text with nothing on the PATH but one folder; answers what it says on standard error. */
function run(text: string, pathFolder: string): { readonly stderr: string; readonly status: number | null } {
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: pathFolder },
  });
  return { stderr, status };
}

const lookForPython = [
  'import { runMain } from "./scripts/steps/announce.mjs";',
  'import { findPython } from "./scripts/steps/python.mjs";',
  "await runMain(async () => { await findPython(); });",
].join("\n");

function withFolder(action: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "path "));
  try {
    action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("What keeps npm start from going on is said in two lines, with its cure", () => {
  it("where there is no Python", () => {
    withFolder((folder) => {
      const { stderr, status } = run(lookForPython, folder);
      assert.match(
        stderr,
        /^✘ JupyterLab needs Python, and none was found\.\n {2}Try: .*npm run walkthrough.*\n$/,
      );
      assert.equal(status, 1);
    });
  });

  it("where Python is too old", function () {
    // A stand-in that answers as Python 3.9 does; a shell script is none on Windows.
    if (process.platform === "win32") return;
    withFolder((folder) => {
      const python = join(folder, "python3");
      writeFileSync(python, "#!/bin/sh\necho 3 9\n");
      chmodSync(python, 0o755);
      const { stderr, status } = run(lookForPython, folder);
      assert.match(
        stderr,
        /^✘ JupyterLab needs Python 3\.10 or newer; python3 is 3\.9\.\n {2}Try: Install a newer Python/,
      );
      assert.equal(status, 1);
    });
  });

  it("where the port is none", () => {
    const { stderr, status } = spawnSync(
      process.execPath,
      [join(root, "scripts", "start.mjs"), "--port", "99999", "--no-browser"],
      { encoding: "utf8" },
    );
    assert.match(stderr, /✘ "99999" is no port\.\n {2}Try: /);
    assert.equal(status, 1);
  });
});
