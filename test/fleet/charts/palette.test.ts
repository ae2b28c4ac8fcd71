import assert from "node:assert/strict";

import {
  chartColours,
  mechanismColours,
  mechanismOrder,
  mechanismTextColours,
  shareColour,
  textOnShare,
} from "../../../lib/fleet/charts/palette";

type Triple = readonly [number, number, number];

const triple = (values: readonly number[]): Triple => [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0];

/** Linear parts of red, green and blue. IEC 61966-2-1 (sRGB). */
const linear = (colour: string): Triple =>
  triple(
    [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }),
  );

/** How each way of seeing takes light. Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009. */
const eyes: Readonly<Record<string, readonly Triple[]>> = {
  "all cones": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "no red cones (protanopia)": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "no green cones (deuteranopia)": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no blue cones (tritanopia)": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (row: Triple, light: Triple): number =>
  Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]));

/** Lightness and two axes of colour, CIE 1976 L*a*b* under daylight. */
function lab([red, green, blue]: Triple): Triple {
  const x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047;
  const y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue;
  const z = (0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883;
  const root = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  return [116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z))];
}

function distance(one: string, other: string, eye: readonly Triple[]): number {
  const [a, b] = [one, other].map((colour) => lab(triple(eye.map((row) => times(row, linear(colour))))));
  return Math.hypot(...(a ?? []).map((part, index) => part - (b?.[index] ?? 0)));
}

/** From 1 to 21. Web Content Accessibility Guidelines 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other]
    .map((colour) => times([0.2126, 0.7152, 0.0722], linear(colour)))
    .sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("The colours of the mechanisms", () => {
  // Two to three are just seen apart side by side; areas of a chart are not always side by side.
  const SMALLEST_DISTANCE = 15;

  for (const [name, eye] of Object.entries(eyes)) {
    it(`are told apart with ${name}`, () => {
      for (const [index, one] of mechanismOrder.entries())
        for (const other of mechanismOrder.slice(index + 1)) {
          const found = distance(mechanismColours[one], mechanismColours[other], eye);
          assert.ok(found >= SMALLEST_DISTANCE, `${one} and ${other}: ${found.toFixed(1)}`);
        }
    });
  }

  for (const mechanism of mechanismOrder) {
    it(`let type be read on that of ${mechanism}`, () => {
      assert.ok(contrast(mechanismColours[mechanism], mechanismTextColours[mechanism]) >= 4.5);
    });
  }

  it("are bordered by one that stands out from the ground, whatever they are", () => {
    assert.ok(contrast(chartColours.outline, chartColours.ground) >= 3);
  });
});

describe("The shades of a share", () => {
  it("get darker and darker", () => {
    const shades = [0, 0.25, 0.5, 0.75, 1].map((share) => contrast(shareColour(share), chartColours.ground));
    assert.deepEqual(
      [...shades].sort((a, b) => a - b),
      shades,
    );
    assert.ok((shades.at(-1) ?? 0) > 10);
  });

  it("let type be read on all of them", () => {
    for (let share = 0; share <= 1; share += 0.01)
      assert.ok(contrast(shareColour(share), textOnShare(share)) >= 4.5, `on ${share.toFixed(2)}`);
  });

  it("are taken for no mechanism by those who see colours", () => {
    for (const share of [0, 0.25, 0.5, 0.75, 1])
      for (const mechanism of mechanismOrder.filter((one) => one !== "confidential" && one !== "unknown")) {
        const found = distance(shareColour(share), mechanismColours[mechanism], eyes["all cones"] ?? []);
        assert.ok(found >= 20, `${share} and ${mechanism}: ${found.toFixed(1)}`);
      }
  });
});
