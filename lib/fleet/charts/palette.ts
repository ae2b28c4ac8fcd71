import { countedMechanisms } from "../coverage/counted-mechanism";
import type { CountedMechanism } from "../coverage/coverage";
import type { PlotlyPattern } from "./plotly-figure";

/** The mechanisms from the strongest to the weakest, and `unknown` last: the order of every legend and stack. */
export const mechanismOrder: readonly CountedMechanism[] = countedMechanisms;

/**
 * The one colour of each mechanism, in all charts.
 *
 * The eight colours of Okabe and Ito, which the colour-blind can tell apart ("Color Universal Design", 2008), and a light grey, hatched, for what
 * is not known. The strong ones are cool, the weak ones warm. A test holds their distance under three kinds of colour blindness.
 */
export const mechanismColours: Readonly<Record<CountedMechanism, string>> = {
  confidential: "#000000",
  "azure-disk-encryption": "#CC79A7",
  "encryption-at-host": "#009E73",
  "platform-and-customer-key": "#0072B2",
  "customer-key": "#56B4E9",
  "local-encryption": "#F0E442",
  "platform-key": "#E69F00",
  none: "#D55E00",
  unknown: "#DDDDDD",
};

/** What lies over the colour of what is not known: a sign that needs no colour. */
export const unknownPattern: PlotlyPattern = {
  shape: "/",
  fillmode: "overlay",
  bgcolor: mechanismColours.unknown,
  fgcolor: "#777777",
  size: 6,
  solidity: 0.25,
};

/** The pattern of each of several areas. */
export function patternsOf(mechanisms: readonly (CountedMechanism | undefined)[]): PlotlyPattern {
  return {
    ...unknownPattern,
    shape: mechanisms.map((mechanism) => (mechanism === "unknown" ? "/" : "")),
  };
}

/** The type on a mechanism's colour: what is readable on it, black or white. */
export const mechanismTextColours: Readonly<Record<CountedMechanism, string>> = {
  confidential: "#FFFFFF",
  "azure-disk-encryption": "#000000",
  "encryption-at-host": "#000000",
  "platform-and-customer-key": "#FFFFFF",
  "customer-key": "#000000",
  "local-encryption": "#000000",
  "platform-key": "#000000",
  none: "#000000",
  unknown: "#000000",
};

/** Paper and ink of a chart. Its ground is white wherever it is shown, since the colours were measured on white. */
export const chartColours = {
  ground: "#FFFFFF",
  text: "#1B1F24",
  quietText: "#59636E",
  /** Around every coloured area, so that the light ones are seen too. */
  outline: "#444444",
  grid: "#E4E7EB",
  /** What only holds others: a subscription, a group. */
  container: "#F6F8FA",
} as const;

/**
 * How much of a whole, from 0 to 1: the darker, the more. Grey with a trace of blue, so that it is taken for no mechanism.
 *
 * @returns a colour as `#F1F4F8`.
 */
export function shareColour(share: number): string {
  const parts = NONE_OF_IT.map((none, index) => Math.round(none + share * ((ALL_OF_IT[index] ?? 0) - none)));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

const NONE_OF_IT: readonly number[] = [0xf1, 0xf4, 0xf8];
const ALL_OF_IT: readonly number[] = [0x1f, 0x2d, 0x3d];

/** Type that is readable on the scale's colour of a share. */
export const textOnShare = (share: number): string => (share < 0.635 ? "#000000" : "#FFFFFF");

/** A colour that lets others through. */
export function translucent(colour: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${red ?? 0},${green ?? 0},${blue ?? 0},${opacity})`;
}
