"use strict";

const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

/** Mocha's spec reporter, which also writes mocha's own counts to the file named by TEST_STATS_FILE. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      writeFileSync(process.env.TEST_STATS_FILE, JSON.stringify(runner.stats));
    });
  }
};
