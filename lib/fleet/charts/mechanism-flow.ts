import { ADE_RETIREMENT_DATE } from "@runbooks/azure";
import { counted, firstNames, numberText } from "../coverage/counted";
import type { Coverage, CountedMechanism, VirtualMachineCoverage } from "../coverage/coverage";
import { gapSentence } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import type { Chart } from "./chart";
import { chartLayout, emptyFigure, subtitleOf } from "./chart-layout";
import { plotlyText } from "./chart-text";
import { chartColours, mechanismColours, mechanismOrder, translucent } from "./palette";
import type { PlotlyFigure } from "./plotly-figure";

/** As high as the two lines of a label. */
const NODE_GAP_IN_PIXELS = 32;
const NODE_HEIGHT_IN_PIXELS = 52;
const SMALLEST_HEIGHT_IN_PIXELS = 260;
/** With room for the first line of a label whose end is at the top. */
const COLUMN_HEADS_HEIGHT_IN_PIXELS = 32;
const MARGIN_BELOW_IN_PIXELS = 48;
const LINK_OPACITY = 0.45;

/** VMs that have one thing today and are recommended one. */
interface Flow {
  readonly today: CountedMechanism;
  readonly recommended: string;
  readonly virtualMachines: readonly VirtualMachineCoverage[];
}

/**
 * What VMs have today, and what they are recommended to have. A VM has today what the weakest of its OS and data disks has.
 */
export function mechanismFlow(coverage: Coverage): Chart {
  const { virtualMachines, gaps } = coverage;
  const flows = flowsOf(virtualMachines);
  const finding = findingOf(virtualMachines.length, flows);
  const retiring = retiringWords(flows);
  const subtitle = subtitleOf(
    gaps,
    ...(virtualMachines.length === 0
      ? []
      : [
          `${counted(virtualMachines.length, "VM")}; a VM has today what the weakest of its OS and data disks has`,
        ]),
    ...retiring,
  );
  return {
    title: "VMs by mechanism today and by what is recommended",
    finding,
    alternative: [
      "Flows from what VMs have today to what is recommended.",
      `${finding}.`,
      ...retiring.map((words) => `${words}.`),
      ...flows.map(
        (flow) =>
          `From ${todayWords(flow)} to ${aimWords(flow)}: ${counted(flow.virtualMachines.length, "VM")}.`,
      ),
      ...gapSentence(gaps),
    ].join(" "),
    subtitle,
    figure: flows.length === 0 ? emptyFigure(finding, subtitle) : flowFigure(flows, finding, subtitle),
    table: {
      columns: ["today", "recommended", "VMs"],
      rows: flows.map((flow) => [todayWords(flow), aimWords(flow), flow.virtualMachines.length]),
    },
  };
}

/** Strongest first on either side. */
function flowsOf(virtualMachines: readonly VirtualMachineCoverage[]): readonly Flow[] {
  const flows = new Map<string, Flow & { readonly virtualMachines: VirtualMachineCoverage[] }>();
  for (const virtualMachine of virtualMachines) {
    const { mechanism: today, recommended } = virtualMachine;
    const key = `${today}>${recommended}`;
    const flow = flows.get(key);
    if (flow === undefined) flows.set(key, { today, recommended, virtualMachines: [virtualMachine] });
    else flow.virtualMachines.push(virtualMachine);
  }
  const rank = (mechanism: CountedMechanism): number => mechanismOrder.indexOf(mechanism);
  return [...flows.values()].sort((a, b) => rank(a.today) - rank(b.today) || rank(aimOf(a)) - rank(aimOf(b)));
}

/** `unknown` for a word that is no mechanism. */
const aimOf = ({ recommended }: Pick<Flow, "recommended">): CountedMechanism =>
  mechanismOrder.find((mechanism) => mechanism === recommended) ?? "unknown";

/** Of a recommendation, `none` says that nothing that is known is open. */
const aimWords = (flow: Pick<Flow, "recommended">): string => {
  const aim = aimOf(flow);
  return aim === "none" ? "nothing is open" : mechanismWords[aim];
};

function findingOf(all: number, flows: readonly Flow[]): string {
  if (all === 0) return "No VM was read";
  const sum = (of: readonly Flow[]): number =>
    of.reduce((total, { virtualMachines }) => total + virtualMachines.length, 0);
  const unknown = sum(flows.filter((flow) => flow.today === "unknown" || aimOf(flow) === "unknown"));
  const notKnown = unknown === 0 ? "" : `; of ${numberText(unknown)} it is not known`;
  const wanting = flows.filter(isWanting);
  const lacking = sum(wanting);
  if (lacking === 0)
    return unknown === 0
      ? `None of ${counted(all, "VM")} lacks what is recommended`
      : `No VM is known to lack what is recommended${notKnown}`;
  const [most] = mechanismOrder
    .map((aim) => ({ aim, count: sum(wanting.filter((flow) => aimOf(flow) === aim)) }))
    .sort((a, b) => b.count - a.count);
  const { aim = "unknown", count = 0 } = most ?? {};
  const share = lacking === 1 ? "" : `${count === lacking ? "all" : numberText(count)} of them `;
  return `${numberText(lacking)} of ${counted(all, "VM")} ${lacking === 1 ? "lacks" : "lack"} what is recommended: ${share}${mechanismWords[aim]}${notKnown}`;
}

/**
 * What it means that Azure Disk Encryption is recommended: a VM that has it lacks nothing that is open to it, and has to leave it all the same. As
 * `choose` has it: it stays where it is in use and nothing better is open, and is taken up as the last resort.
 */
function retiringWords(flows: readonly Flow[]): readonly string[] {
  const count = flows
    .filter((flow) => aimOf(flow) === "azure-disk-encryption")
    .reduce((sum, { virtualMachines }) => sum + virtualMachines.length, 0);
  if (count === 0) return [];
  return [
    `Azure Disk Encryption is recommended to ${counted(count, "VM")} where nothing better is open in place: only until they move to a new VM, which all of them must before ${ADE_RETIREMENT_DATE}`,
  ];
}

/** Whether something else is recommended than what is there. */
function isWanting(flow: Flow): boolean {
  const aim = aimOf(flow);
  return flow.today !== "unknown" && aim !== "unknown" && aim !== "none" && aim !== flow.today;
}

/** One end of flows: a mechanism today, or a recommendation. */
interface FlowEnd {
  readonly words: string;
  readonly mechanism: CountedMechanism;
  readonly virtualMachines: number;
}

function endsOf(
  flows: readonly Flow[],
  wordsOf: (flow: Flow) => string,
  mechanismOf: (flow: Flow) => CountedMechanism,
): readonly FlowEnd[] {
  const words = [...new Set(flows.map(wordsOf))];
  return words
    .map((word): FlowEnd => {
      const own = flows.filter((flow) => wordsOf(flow) === word);
      const [first] = own;
      return {
        words: word,
        mechanism: first === undefined ? "unknown" : mechanismOf(first),
        virtualMachines: own.reduce((sum, { virtualMachines }) => sum + virtualMachines.length, 0),
      };
    })
    .sort((a, b) => mechanismOrder.indexOf(a.mechanism) - mechanismOrder.indexOf(b.mechanism));
}

const todayWords = ({ today }: Flow): string => mechanismWords[today];

function flowFigure(flows: readonly Flow[], finding: string, subtitle: readonly string[]): PlotlyFigure {
  const today = endsOf(flows, todayWords, (flow) => flow.today);
  const aims = endsOf(flows, aimWords, aimOf);
  const ends = [...today, ...aims];
  const plotHeight = Math.max(
    SMALLEST_HEIGHT_IN_PIXELS,
    NODE_HEIGHT_IN_PIXELS * Math.max(today.length, aims.length),
  );
  const columnHead = {
    y: 1,
    xref: "paper",
    yref: "paper",
    yanchor: "bottom",
    yshift: COLUMN_HEADS_HEIGHT_IN_PIXELS - 14,
    showarrow: false,
  } as const;
  return {
    data: [
      {
        type: "sankey",
        orientation: "h",
        arrangement: "fixed",
        valueformat: ",d",
        textfont: { size: 12, color: chartColours.text },
        node: {
          // On two lines: of two long ones on one line each there is no room for both in a narrow figure.
          label: ends.map(
            ({ words, virtualMachines: count }) => `${plotlyText(words)}<br>${numberText(count)}`,
          ),
          color: ends.map(({ mechanism }) => mechanismColours[mechanism]),
          x: [...today.map(() => LEFT), ...aims.map(() => RIGHT)],
          y: [...centres(today, aims, plotHeight), ...centres(aims, today, plotHeight)],
          line: { color: chartColours.outline, width: 0.5 },
          pad: NODE_GAP_IN_PIXELS,
          thickness: 18,
          customdata: ends.map(({ words, virtualMachines: count }) =>
            plotlyText(`${words}: ${counted(count, "VM")}`),
          ),
          hovertemplate: "%{customdata}<extra></extra>",
        },
        link: {
          source: flows.map((flow) => today.findIndex(({ words }) => words === todayWords(flow))),
          target: flows.map((flow) => today.length + aims.findIndex(({ words }) => words === aimWords(flow))),
          value: flows.map((flow) => flow.virtualMachines.length),
          color: flows.map((flow) => translucent(mechanismColours[flow.today], LINK_OPACITY)),
          line: { color: chartColours.outline, width: 0.25 },
          customdata: flows.map((flow) =>
            [
              `${todayWords(flow)} → ${aimWords(flow)}: ${counted(flow.virtualMachines.length, "VM")}`,
              firstNames(flow.virtualMachines.map(({ vmName }) => vmName)),
            ]
              .map(plotlyText)
              .join("<br>"),
          ),
          hovertemplate: "%{customdata}<extra></extra>",
        },
      },
    ],
    layout: {
      ...chartLayout({
        finding,
        subtitle,
        heightInPixels: MARGIN_BELOW_IN_PIXELS + plotHeight,
        columnHeadsHeightInPixels: COLUMN_HEADS_HEIGHT_IN_PIXELS,
      }),
      showlegend: false,
      annotations: [
        { ...columnHead, text: "today", x: 0, xanchor: "left" },
        { ...columnHead, text: "recommended", x: 1, xanchor: "right" },
      ],
    },
  };
}

// Plotly takes a 0 for "not said".
const LEFT = 0.001;
const RIGHT = 0.999;

/** Where the middle of each end is, from 0 at the top to 1: plotly would set them in an order of its own. */
function centres(
  ends: readonly FlowEnd[],
  otherEnds: readonly FlowEnd[],
  plotHeight: number,
): readonly number[] {
  const gap = NODE_GAP_IN_PIXELS / plotHeight;
  const all = ends.reduce((sum, { virtualMachines }) => sum + virtualMachines, 0);
  const heightOfOne = (1 - (Math.max(ends.length, otherEnds.length) - 1) * gap) / Math.max(1, all);
  let top = (1 - all * heightOfOne - (ends.length - 1) * gap) / 2;
  return ends.map(({ virtualMachines }) => {
    const height = virtualMachines * heightOfOne;
    const centre = top + height / 2;
    top += height + gap;
    return centre;
  });
}
