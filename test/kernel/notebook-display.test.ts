import assert from "node:assert/strict";
import { notebookDisplay } from "../../lib/kernel/notebook-display";
import { until } from "./until";

describe("a progress line", () => {
  const shownBy = (use: (nowInMs: { value: number }, line: ReturnType<typeof begin>) => void): string[] => {
    const shown: string[] = [];
    const nowInMs = { value: 0 };
    use(nowInMs, begin(shown, nowInMs));
    return shown;
  };
  const begin = (shown: string[], nowInMs: { value: number }) =>
    notebookDisplay(
      { newDisplay: () => ({ html: () => undefined, text: (text) => shown.push(text) }) },
      { nowInMs: () => nowInMs.value },
    ).progressLine();

  it("is written at most ten times a second, and always with its last text", () => {
    const shown = shownBy((nowInMs, line) => {
      for (let percent = 0; percent <= 100; percent++) {
        nowInMs.value = percent * 10;
        line.update(`${percent} %`);
      }
      line.done("finished");
    });
    assert.equal(shown.at(-1), "finished");
    assert.ok(shown.length <= 12, `${shown.length} updates in one second`);
  });

  it("shows the latest text soon, even if no other follows", async () => {
    const shown: string[] = [];
    const line = begin(shown, { value: 0 });
    line.update("1 %");
    line.update("2 %");
    line.update("3 %");
    await until(() => shown.length > 1);
    assert.deepEqual(shown, ["1 %", "3 %"]);
  });

  it("shows nothing after its last text", () => {
    const shown = shownBy((nowInMs, line) => {
      line.done("finished");
      nowInMs.value = 1_000;
      line.update("99 %");
    });
    assert.deepEqual(shown, ["finished"]);
  });

  it("is a line for each change where there is no notebook", () => {
    const lines: string[] = [];
    const line = notebookDisplay(undefined, { log: (text) => lines.push(text) }).progressLine();
    line.update("stage 1");
    line.update("stage 1");
    line.done("finished");
    assert.deepEqual(lines, ["stage 1", "finished"]);
  });
});

describe("something in several forms", () => {
  const forms = { "text/html": "<b>chart</b>", "text/plain": "a chart", "application/x+json": { data: [] } };

  it("is one display of all of them", () => {
    const shown: object[] = [];
    const display = notebookDisplay({
      newDisplay: () => assert.fail("a display of one form"),
      displayForms: (all) => shown.push(all),
    });
    display.forms(forms, "a chart");
    assert.deepEqual(shown, [forms]);
  });

  it("is its HTML where tslab was handed in from a cell", () => {
    const shown: string[] = [];
    const display = notebookDisplay({
      newDisplay: () => ({ html: (html) => shown.push(html), text: () => assert.fail("as text") }),
    });
    display.forms(forms, "a chart");
    assert.deepEqual(shown, ["<b>chart</b>"]);
  });

  it("is its text where there is no notebook", () => {
    const lines: string[] = [];
    notebookDisplay(undefined, { log: (line) => lines.push(line) }).forms(forms, "a chart");
    assert.deepEqual(lines, ["a chart"]);
  });
});
