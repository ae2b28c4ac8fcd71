import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { CHART_FONT } from "../charts/chart-title";
import type { PlotlyFigure } from "../charts/plotly-figure";
import { characterWidths, OTHER_CHARACTER_WIDTH } from "./text-width";
import { escapeHtml } from "@runbooks/kernel";

/** How wide a still picture is; it is as high as its figure. */
export const STILL_WIDTH_IN_PIXELS = 900;

/**
 * A figure as a still picture: an SVG, drawn by plotly itself in a browser without a screen.
 *
 * The same figure gives the same text each time and everywhere, as committed notebooks need it. The first picture of a process takes a second, for
 * plotly to load; each further one some tenths.
 */
export function chartStill(figure: PlotlyFigure): string {
  drawer ??= loadDrawer();
  return compact(drawer(JSON.stringify(figure), STILL_WIDTH_IN_PIXELS));
}

type Drawer = (figure: string, widthInPixels: number) => string;
let drawer: Drawer | undefined;

/** The part of jsdom that is needed here. Its own types would bring a browser's globals into every file of the library. */
interface Jsdom {
  readonly JSDOM: new (
    html: string,
    options: { readonly runScripts: "outside-only"; readonly virtualConsole: object },
  ) => { readonly window: { eval(script: string): unknown } };
  readonly VirtualConsole: new () => object;
}

// jsdom and plotly are large: they are loaded where a picture is drawn, and not before.
function loadDrawer(): Drawer {
  const requireHere = createRequire(__filename);
  const jsdom: unknown = requireHere("jsdom");
  if (!isJsdom(jsdom)) throw new TypeError("jsdom is not as it is expected.");
  const { window } = new jsdom.JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
    // A console that nobody listens to: what plotly logs is nothing to print between the outputs of a cell.
    virtualConsole: new jsdom.VirtualConsole(),
  });
  window.eval(whatJsdomLacks);
  window.eval(readFileSync(requireHere.resolve("plotly.js-dist"), "utf8"));
  const draw = window.eval(drawScript);
  if (!isFunction(draw)) throw new TypeError("The script that draws charts gave no function.");
  return (figure, widthInPixels) => String(draw(figure, widthInPixels));
}

function isJsdom(value: unknown): value is Jsdom {
  return (
    typeof value === "object" &&
    value !== null &&
    isFunction(Reflect.get(value, "JSDOM")) &&
    isFunction(Reflect.get(value, "VirtualConsole"))
  );
}

function isFunction(value: unknown): value is (...parameters: readonly unknown[]) => unknown {
  return typeof value === "function";
}

/**
 * The same picture in half the text, since notebooks are committed: two decimals are a hundredth of a pixel, and what every element says of itself is
 * said once or is the rule anyway. Names between the tags are left alone.
 */
function compact(svg: string): string {
  const tags = svg
    .replace(/<[^>]*>/g, compactTag)
    .replace(/^<svg /, `<svg font-family="${escapeHtml(CHART_FONT)}" `)
    .replace(/<text(?: [^>]*)?\/>|<text(?: [^>]*[^/])?>\s*<\/text>/g, "");
  return withoutEmptyGroups(tags);
}

const compactTag = (tag: string): string =>
  tag
    .replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100))
    .replace(/rgb\((\d+), (\d+), (\d+)\)/g, (_, ...parts: readonly string[]) => hexOf(parts.slice(0, 3)))
    .replaceAll(`font-family: ${CHART_FONT};`, "")
    .replace(/(?<=[";] ?)(?:pointer-events: \w+|(?:fill-|stroke-)?opacity: 1|white-space: pre);/g, "")
    .replace(/ (?:class|data-notex)="[^"]*"/g, "")
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributeOf(style));

const hexOf = (parts: readonly string[]): string =>
  `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;

function attributeOf(style: string): string {
  const short = style.replaceAll(": ", ":").replaceAll(/; */g, ";").replace(/;$/, "").trim();
  return short === "" ? "" : ` style="${short}"`;
}

function withoutEmptyGroups(svg: string): string {
  const fewer = svg.replace(/<g(?: [^>]*)?\/>|<g(?: [^>]*[^/])?><\/g>/g, "");
  return fewer === svg ? svg : withoutEmptyGroups(fewer);
}

/** jsdom lays nothing out. Plotly asks it for the size of texts: they are added up from the widths of their characters. */
const whatJsdomLacks = `
(() => {
  const widths = ${JSON.stringify(characterWidths)};
  const BOLD = 1.07, ASCENT = 0.905, DESCENT = 0.212;
  const inherited = (element, name) => {
    for (let at = element; at && at.style; at = at.parentElement) {
      const value = at.style[name] || at.getAttribute(name);
      if (value) return value;
    }
    return "";
  };
  const numberOf = (text) => Number.parseFloat(text) || 0;
  const widthOf = (element, text) => {
    const size = numberOf(inherited(element, "font-size")) || 12;
    const isBold = /bold|[6-9]00/.test(inherited(element, "font-weight"));
    const width = [...text].reduce((sum, character) => sum + (widths[character] ?? ${OTHER_CHARACTER_WIDTH}), 0);
    return (width / 1000) * size * (isBold ? BOLD : 1);
  };
  const union = (boxes) => {
    const left = Math.min(...boxes.map(({ x }) => x)), top = Math.min(...boxes.map(({ y }) => y));
    const right = Math.max(...boxes.map(({ x, width }) => x + width));
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
    return { x: left, y: top, width: right - left, height: bottom - top };
  };
  const boxOfText = (text) => {
    const size = numberOf(inherited(text, "font-size")) || 12;
    const anchor = inherited(text, "text-anchor");
    const found = [...text.querySelectorAll("tspan.line")];
    return union((found.length === 0 ? [text] : found).map((line) => {
      const width = widthOf(text, line.textContent);
      const x = numberOf(line.getAttribute("x") ?? text.getAttribute("x"));
      const y = numberOf(line.getAttribute("y") ?? text.getAttribute("y"));
      const baseline = y + numberOf(line.getAttribute("dy")) * size;
      const shift = anchor === "middle" ? width / 2 : anchor === "end" ? width : 0;
      return { x: x - shift, y: baseline - ASCENT * size, width, height: (ASCENT + DESCENT) * size };
    }));
  };
  // Plotly moves and turns: "translate(10,20) rotate(-45,5,5)". What is written last is done first.
  const moved = (element, box) => {
    const steps = [...(element.getAttribute("transform") ?? "").matchAll(/(translate|rotate)\\(([^)]*)\\)/g)].reverse();
    const corners = [[box.x, box.y], [box.x + box.width, box.y], [box.x, box.y + box.height], [box.x + box.width, box.y + box.height]];
    const at = corners.map((corner) => steps.reduce(([x, y], [, kind, list]) => {
      const [first = 0, second = 0, third = 0] = list.split(/[ ,]+/).map(numberOf);
      if (kind === "translate") return [x + first, y + second];
      const angle = (first * Math.PI) / 180;
      const [dx, dy] = [x - second, y - third];
      return [second + dx * Math.cos(angle) - dy * Math.sin(angle), third + dx * Math.sin(angle) + dy * Math.cos(angle)];
    }, corner));
    return union(at.map(([x, y]) => ({ x, y, width: 0, height: 0 })));
  };
  const boxOf = (element) => {
    switch (element.localName) {
      case "text":
        return boxOfText(element);
      case "rect": {
        const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => numberOf(element.getAttribute(name)));
        return { x, y, width, height };
      }
      case "g": {
        const boxes = [...element.children].map((child) => moved(child, boxOf(child)));
        const filled = boxes.filter(({ width, height }) => width > 0 || height > 0);
        return filled.length === 0 ? { x: 0, y: 0, width: 0, height: 0 } : union(filled);
      }
      default:
        return { x: 0, y: 0, width: 0, height: 0 };
    }
  };
  Object.assign(SVGElement.prototype, {
    getBBox() { return boxOf(this); },
    getComputedTextLength() { return widthOf(this, this.textContent); },
    getBoundingClientRect() {
      const { x, y, width, height } = moved(this, boxOf(this));
      return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height };
    },
  });
  HTMLCanvasElement.prototype.getContext = () => null;
  URL.createObjectURL = () => "";
})();
`;

/** Draws a figure and answers its SVG. Chance gives plotly the ids of its parts: here it begins anew with every picture. */
const drawScript = `
(figure, width) => {
  let last = 1;
  Math.random = () => { last = (last * 16807) % 2147483647; return last / 2147483647; };
  const { data, layout } = JSON.parse(figure);
  const place = document.createElement("div");
  document.body.append(place);
  // It is drawn when this returns; what is left to its promise is to tell its listeners.
  Plotly.newPlot(place, data, { ...layout, width }, { staticPlot: true, typesetMath: false });
  const svg = Plotly.Snapshot.toSVG(place, "svg");
  place.remove();
  return svg;
}
`;
