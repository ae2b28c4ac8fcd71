import assert from "node:assert/strict";

import type { Chart } from "../../../lib/fleet/charts/chart";
import { coverageByMechanism } from "../../../lib/fleet/charts/coverage-by-mechanism";
import { chartTableView, chartView } from "../../../lib/fleet/presentation/chart-view";
import type { View } from "../../../lib/kernel/view";
import { aCoverage, aDiskCoverage } from "../../fleet-builders";
import { aPage, answerOf } from "../../disk-encryption/presentation/a-page";

describe("A chart in a notebook", () => {
  const chart: Chart = coverageByMechanism(
    aCoverage({ disks: [aDiskCoverage({ subscriptionName: '</script><b>"R&D"' })] }),
  );
  let view: View;
  before(() => {
    view = chartView(chart);
  });

  it("has the figure for viewers with plotly of their own", () => {
    const figure = view.forms?.["application/vnd.plotly.v1+json"];
    assert.ok(figure !== undefined && "data" in figure && "layout" in figure && "config" in figure);
    assert.deepEqual(figure.data, chart.figure.data);
    assert.deepEqual(figure.layout, chart.figure.layout);
  });

  it("sends nothing to plotly's vendor, and takes no name for a formula", () => {
    const figure = view.forms?.["application/vnd.plotly.v1+json"];
    assert.ok(figure !== undefined && "config" in figure);
    assert.deepEqual(figure.config, {
      responsive: true,
      displaylogo: false,
      showSendToCloud: false,
      typesetMath: false,
      modeBarButtonsToRemove: ["select2d", "lasso2d"],
    });
  });

  it("is a picture with its words where no script runs", () => {
    const [, alternative, picture] =
      /<img alt="([^"]*)" width="900" [^>]*src="data:image\/svg\+xml;base64,([^"]+)">/.exec(view.html) ?? [];
    assert.match(alternative ?? "", /^Stacked bars, one for each subscription\. 1 of 1 disk has no more/);
    assert.match(Buffer.from(picture ?? "", "base64").toString(), /^<svg .*<\/svg>$/s);
  });

  it("has its words as text of the page where it comes alive: a narrow page breaks them, and no name in them is HTML", () => {
    const page = aPage();
    page.eval(`document.body.innerHTML = ${JSON.stringify(view.html)};`);
    page.eval(
      "var drawn = []; var Plotly = { newPlot: (...args) => { drawn.push(args); return Promise.resolve(); } };",
    );
    page.eval(
      "document.querySelectorAll('script:not([type])').forEach((script) => eval(script.textContent));",
    );
    const words =
      "[...document.querySelector('.runbook-chart > div').children].map((line) => line.textContent)";
    assert.deepEqual(answerOf(page, `() => ${words}`, ""), [chart.finding, ...chart.subtitle]);
    assert.equal(answerOf(page, "() => drawn.length", ""), 1);
    assert.equal(answerOf(page, "() => drawn[0][2].title === undefined", ""), true);
  });

  it("is its words alone where there is nothing to draw, and has no table", () => {
    const empty = chartView(coverageByMechanism(aCoverage()));
    const page = aPage();
    page.eval(`document.body.innerHTML = ${JSON.stringify(empty.html)};`);
    page.eval("var drawn = 0; var Plotly = { newPlot: () => { drawn += 1; return Promise.resolve(); } };");
    page.eval(
      "document.querySelectorAll('script:not([type])').forEach((script) => eval(script.textContent));",
    );
    assert.equal(answerOf(page, "() => drawn", ""), 0);
    assert.equal(
      answerOf(page, "() => document.querySelector('.runbook-chart > div').textContent", ""),
      "No disk was read",
    );
    assert.equal(empty.below, undefined);
  });

  it("brings the same figure for the page's plotly, and no name ends its script", () => {
    const [, json = ""] = /<script type="application\/json">(.*?)<\/script>/s.exec(view.html) ?? [];
    const { title, ...layout } = chart.figure.layout;
    assert.ok(title !== undefined);
    const titleHeight = layout.margin.t - 14;
    assert.deepEqual(JSON.parse(json), {
      data: chart.figure.data,
      layout: {
        ...layout,
        height: layout.height - titleHeight,
        margin: { ...layout.margin, t: layout.margin.t - titleHeight },
      },
      finding: chart.finding,
      subtitle: chart.subtitle,
      config: {
        responsive: true,
        displaylogo: false,
        showSendToCloud: false,
        typesetMath: false,
        modeBarButtonsToRemove: ["select2d", "lasso2d"],
      },
    });
    assert.doesNotMatch(json, /</);
    assert.equal(view.html.match(/<\/script>/g)?.length, 2);
    assert.doesNotMatch(view.html, /<b>/);
  });

  it("is its finding where there are only words, and its table below", () => {
    assert.equal(view.text, "1 of 1 disk has no more than the platform's key");
    assert.match(
      view.below?.text ?? "",
      /^Disks by mechanism and subscription\n {2}subscription .*\n {2}<\/script>/,
    );
  });

  it("asks no network", () => {
    assert.doesNotMatch(view.html, /https?:|src="(?!data:)|href=|url\(/);
  });
});

describe("The table of a chart", () => {
  const withRows = (count: number): Pick<Chart, "title" | "table"> => ({
    title: "Disks by place",
    table: {
      columns: ["place", "disks"],
      rows: Array.from({ length: count }, (_, index) => [`place-${index}`, 1_234]),
    },
  });
  const tableOf = (count: number): View =>
    chartTableView({ ...coverageByMechanism(aCoverage()), ...withRows(count) });

  it("is open where it is short, its thousands apart", () => {
    const { html } = tableOf(12);
    assert.match(html, /^<div [^>]*><table .*Disks by place<\/caption>.*>1,234<\/td>/s);
  });

  it("is folded up where it is long", () => {
    const { html } = tableOf(13);
    assert.match(
      html,
      /^<details><summary>Disks by place: 13 rows<\/summary><div [^>]*><table .*<\/details>$/s,
    );
  });

  it("says of how many rows it shows the first", () => {
    const { html, text } = tableOf(2_000);
    assert.match(
      html,
      /Disks by place: the first 100 of 2,000 rows; all are in the chart&#39;s table\.rows</,
    );
    assert.equal(html.match(/<tr>/g)?.length, 101);
    assert.match(text, /^Disks by place: the first 20 of 2,000 rows; all are in the chart's table\.rows\n/);
    assert.equal(text.split("\n").length, 22);
  });
});
