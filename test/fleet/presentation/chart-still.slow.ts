import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { z } from "zod";

import type { Chart } from "../../../lib/fleet/charts/chart";
import type { Coverage } from "../../../lib/fleet/coverage/coverage";
import { figureOfWidth } from "../../../lib/fleet/charts/chart-title";
import { chartStill } from "../../../lib/fleet/presentation/chart-still";
import { characterWidths } from "../../../lib/fleet/presentation/text-width";
import { aFleetOfEverything, charts } from "../charts/every-chart";
import { aCoverage, aDiskCoverage } from "../../fleet-builders";
import { aPage, answerOf } from "../../disk-encryption/presentation/a-page";

/** What an SVG holds; of one that is not well formed the root is called `parsererror`. */
function parsed(svg: string): {
  readonly root: string;
  readonly width: string;
  readonly height: string;
  readonly text: string;
  readonly elements: readonly string[];
} {
  const picture = answerOf(
    page,
    `(svg) => {
      const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
      const [width, height] = ["width", "height"].map((name) => root.getAttribute(name) ?? "");
      const elements = [...root.querySelectorAll("*")].map(({ localName }) => localName);
      return { root: root.localName, width, height, text: root.textContent, elements };
    }`,
    svg,
  );
  return shape.parse(picture);
}

const page = aPage();
const shape = z.object({
  root: z.string(),
  width: z.string(),
  height: z.string(),
  text: z.string(),
  elements: z.array(z.string()),
});

function chartNamed(name: string, coverage: Coverage): Chart {
  const chartOf = charts[name];
  assert.ok(chartOf);
  return chartOf(coverage);
}

describe("A still picture", () => {
  const fleet = aFleetOfEverything(14);

  for (const [name, chartOf] of Object.entries(charts)) {
    describe(`of ${name}`, () => {
      const chart: Chart = chartOf(fleet);
      let svg: string;
      before(() => {
        svg = chartStill(chart.figure);
      });

      it("is an SVG of the figure's size", () => {
        const { root, width, height } = parsed(svg);
        assert.deepEqual([root, width, height], ["svg", "900", String(chart.figure.layout.height)]);
      });

      it("shows the finding", () => {
        const text = parsed(svg).text.replaceAll(" ", "");
        assert.ok(text.includes(chart.finding.replaceAll(" ", "")), text);
      });

      it("is the same each time, also after others", () => {
        for (const other of Object.values(charts)) chartStill(other(aFleetOfEverything(3)).figure);
        assert.equal(chartStill(chart.figure), svg);
      });

      it("asks no network and runs nothing", () => {
        const active = ["script", "image", "foreignObject", "a", "use", "style"];
        assert.deepEqual(
          parsed(svg).elements.filter((element) => active.includes(element)),
          [],
        );
        assert.doesNotMatch(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, ""), /https?:|javascript:| on\w+=/);
      });

      it("has no more decimals than are seen", () => {
        assert.doesNotMatch(svg, /[ ",(]\d+\.\d{3,}/);
      });
    });
  }

  it("is well formed, and has the names as they are, whatever they hold", () => {
    const names = ["R&D", "a <b> c", 'say "hi"', "1.234567", "\u0000\u{1F600}", "%{x} $x^2$ &lt;"];
    const disks = names.map((resourceGroup) => aDiskCoverage({ resourceGroup }));
    const svg = chartStill(chartNamed("coverageHierarchy", aCoverage({ disks })).figure);
    const { root, text } = parsed(svg);
    assert.equal(root, "svg");
    for (const name of names) assert.ok(text.includes(`${name.replace("\u0000", "\uFFFD")} (1)`), name);
  });

  it("has room for its names: a longer one pushes the bars to the right", () => {
    const startOf = (resourceGroup: string): number => {
      const disks = [aDiskCoverage({ resourceGroup, subscriptionName: resourceGroup })];
      const svg = chartStill(chartNamed("coverageByMechanism", aCoverage({ disks })).figure);
      return Number(/<clipPath[^>]*><rect x="([\d.]+)"/.exec(svg)?.[1]);
    };
    assert.ok(startOf("a name of thirty-four characters..") > startOf("short") + 100);
  });
});

describe("The title of a chart", () => {
  /** How wide each line is, in pixels, and how wide it may be: as the still picture measures it. */
  const widths = (title: string): readonly number[] =>
    title.split("<br>").map((line) => {
      const size = line.startsWith("<span") ? 13 : 17;
      const text = line
        .replace(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&amp;", "&");
      return Array.from(text).reduce(
        (sum, letter) => sum + ((characterWidths[letter] ?? 620) * size) / 1000,
        0,
      );
    });

  for (const [name, chartOf] of Object.entries(charts))
    it(`(${name}) has lines that a notebook beside a file list can show whole`, () => {
      for (const fleet of [aFleetOfEverything(14), aFleetOfEverything(20_000)]) {
        const chart = chartOf(fleet);
        const lines = widths(chart.figure.layout.title?.text ?? "");
        assert.ok(lines.length >= 2 && lines.every((width) => width <= 560 - 24), lines.join());
        const wide = figureOfWidth(chart, 900).layout;
        assert.ok(widths(wide.title?.text ?? "").every((width) => width <= 900 - 24));
        // What the figure below the title has is not touched.
        const { height, margin } = chart.figure.layout;
        assert.equal(wide.height - wide.margin.t, height - margin.t);
      }
    });
});

describe("The widths of characters", () => {
  it("are there for all that names are made of", () => {
    for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:()%/ …")
      assert.ok((characterWidths[character] ?? 0) > 0, character);
  });
});

describe("Every figure", () => {
  const plotly = aPage();
  before(() => {
    plotly.eval("URL.createObjectURL = () => ''; HTMLCanvasElement.prototype.getContext = () => null;");
    plotly.eval(readFileSync(createRequire(__filename).resolve("plotly.js-dist"), "utf8"));
  });

  for (const [name, chartOf] of Object.entries(charts)) {
    it(`(${name}) has only what plotly knows`, () => {
      for (const fleet of [aFleetOfEverything(14), aFleetOfEverything(2_000)]) {
        const validate =
          "(figure) => { const { data, layout } = JSON.parse(figure); return Plotly.validate(data, layout) ?? []; }";
        assert.deepEqual(answerOf(plotly, validate, JSON.stringify(chartOf(fleet).figure)), []);
      }
    });
  }
});
