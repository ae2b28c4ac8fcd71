/** npm run notebooks:record: runs every notebook and writes its outputs back into it, to be committed. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { setUp } from "./set-up.mjs";

const notebooksFolder = join(projectFolder, "notebooks");

await runMain(async () => {
  await setUp();
  const { chooseNotebooks, runNotebook, writeNotebook } = createRequire(import.meta.url)(
    "../lib/kernel/dist/headless.js",
  );
  for (const name of chooseNotebooks(notebooksFolder, process.argv.slice(2))) {
    const path = join(notebooksFolder, `${name}.ipynb`);
    const { executed, failed } = await runNotebook(path, { cellTimeLimitInSeconds: 300 });
    if (failed) {
      throw new Obstacle(
        `Cell ${failed.number} of ${name} failed: ${failed.ename}: ${failed.evalue}`,
        "Mend the cell; the notebook was left as it was.",
      );
    }
    writeNotebook(path, executed);
    announce(`Recorded ${name}`);
  }
});
