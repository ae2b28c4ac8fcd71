import { counted, firstNames, numberText } from "../coverage/counted";
import type { Coverage, VirtualMachineCoverage } from "../coverage/coverage";
import { gapSentence } from "../coverage/gap-words";
import type { Chart } from "./chart";
import { chartLayout, emptyFigure, readableText, subtitleOf } from "./chart-layout";
import { plotlyText, shareText, shortened } from "./chart-text";
import { chartColours, shareColour, textOnShare } from "./palette";
import type { PlotlyFigure } from "./plotly-figure";

/** More columns than these are too narrow for their names. */
const MOST_FAMILIES = 16;
/** With two lines beside it. */
const ROW_HEIGHT_IN_PIXELS = 34;
const COLUMN_NAMES_HEIGHT_IN_PIXELS = 110;
/** Of a cell: what is left is the gap to the next. */
const CELL_SIZE = 0.94;

interface Family {
  readonly name: string;
  readonly virtualMachines: readonly VirtualMachineCoverage[];
}

interface Requirement {
  readonly id: string;
  readonly failing: number;
  /** By the number of the family. */
  readonly failingByFamily: readonly (readonly VirtualMachineCoverage[])[];
}

/**
 * Which requirement of Azure Disk Encryption keeps how many VMs of which size family from it. A cell's number is VMs, its shade their share of the
 * family.
 *
 * What an inventory doesn't tell, the guest's network for one, is in no cell: such a requirement is open on every VM.
 */
export function requirementHeatMap(coverage: Coverage): Chart {
  const { virtualMachines, gaps } = coverage;
  const families = familiesOf(virtualMachines);
  const requirements = requirementsOf(families);
  const failing = virtualMachines.filter(({ failedRequirements }) => failedRequirements.length > 0).length;
  const finding = findingOf(virtualMachines.length, failing, requirements);
  const subtitle = subtitleOf(
    gaps,
    ...(virtualMachines.length === 0
      ? []
      : [
          requirements.length === 0
            ? "in either edition; what an inventory does not tell, the guest's network for one, is open on every VM"
            : "VMs that fail it, in either edition, by what an inventory tells; the darker, the larger their share of the size family",
        ]),
  );
  return {
    title: "VMs that fail a requirement of Azure Disk Encryption, by size family",
    finding,
    alternative: [
      `A grid of ${counted(requirements.length, "requirement")} and ${numberText(families.length)} size families.`,
      `${finding}.`,
      ...requirements.map(({ id, failing: count }) => `${id}: ${counted(count, "VM")}.`),
      ...gapSentence(gaps),
    ].join(" "),
    subtitle,
    figure:
      requirements.length === 0
        ? emptyFigure(finding, subtitle)
        : heatMapFigure(families, requirements, finding, subtitle),
    table: {
      columns: ["requirement", "VMs", ...families.map(({ name }) => name)],
      rows: requirements.map(({ id, failing: count, failingByFamily }) => [
        id,
        count,
        ...failingByFamily.map(({ length }) => length),
      ]),
    },
  };
}

function familiesOf(virtualMachines: readonly VirtualMachineCoverage[]): readonly Family[] {
  const byName = new Map<string, VirtualMachineCoverage[]>();
  for (const virtualMachine of virtualMachines) {
    const family = byName.get(virtualMachine.sizeFamily);
    if (family === undefined) byName.set(virtualMachine.sizeFamily, [virtualMachine]);
    else family.push(virtualMachine);
  }
  const all = [...byName]
    .map(([name, members]): Family => ({ name, virtualMachines: members }))
    .sort((a, b) => b.virtualMachines.length - a.virtualMachines.length || (a.name < b.name ? -1 : 1));
  if (all.length <= MOST_FAMILIES) return all;
  const others = all.slice(MOST_FAMILIES - 1);
  return [
    ...all.slice(0, MOST_FAMILIES - 1),
    {
      name: `${numberText(others.length)} others`,
      virtualMachines: others.flatMap((family) => family.virtualMachines),
    },
  ];
}

function requirementsOf(families: readonly Family[]): readonly Requirement[] {
  const ids = new Set(
    families.flatMap(({ virtualMachines }) => virtualMachines.flatMap((vm) => vm.failedRequirements)),
  );
  return [...ids]
    .map((id): Requirement => {
      const failingByFamily = families.map(({ virtualMachines }) =>
        virtualMachines.filter(({ failedRequirements }) => failedRequirements.includes(id)),
      );
      return { id, failingByFamily, failing: failingByFamily.reduce((sum, { length }) => sum + length, 0) };
    })
    .sort((a, b) => b.failing - a.failing || (a.id < b.id ? -1 : 1));
}

function findingOf(all: number, failing: number, requirements: readonly Requirement[]): string {
  const [first] = requirements;
  if (all === 0) return "No VM was read";
  if (first === undefined)
    return `None of ${counted(all, "VM")} fails a requirement of Azure Disk Encryption that an inventory tells`;
  return `${numberText(failing)} of ${counted(all, "VM")} ${failing === 1 ? "fails" : "fail"} a requirement of Azure Disk Encryption, most often ${mostOften(requirements, first.failing)}`;
}

/** All that as many fail: to name one of them alone would say that the others fail less. */
function mostOften(requirements: readonly Requirement[], failing: number): string {
  const ids = requirements.filter((one) => one.failing === failing).map(({ id }) => id);
  const each = ids.length === 1 ? "" : " each";
  const names = ids.length <= MOST_TIES_NAMED ? ids.join(" and ") : firstNames(ids, MOST_TIES_NAMED);
  return `${names} (${numberText(failing)}${each})`;
}

const MOST_TIES_NAMED = 3;

// Bars set side by side: plotly's own heat map is a bitmap, which has no still picture.
function heatMapFigure(
  families: readonly Family[],
  requirements: readonly Requirement[],
  finding: string,
  subtitle: readonly string[],
): PlotlyFigure {
  const cells = requirements.flatMap(({ id, failingByFamily }, row) =>
    failingByFamily.map((failing, column) => {
      const { name = "", virtualMachines = [] } = families[column] ?? {};
      return { id, row, column, failing, family: name, of: virtualMachines.length };
    }),
  );
  const shares = cells.map(({ failing, of }) => (of === 0 ? 0 : failing.length / of));
  return {
    data: [
      {
        type: "bar",
        orientation: "v",
        x: cells.map(({ column }) => column),
        base: cells.map(({ row }) => row - CELL_SIZE / 2),
        y: cells.map(() => CELL_SIZE),
        width: CELL_SIZE,
        text: cells.map(({ failing }) => (failing.length === 0 ? "" : numberText(failing.length))),
        textposition: "inside",
        insidetextanchor: "middle",
        textangle: 0,
        textfont: { color: shares.map(textOnShare) },
        hovertext: cells.map(({ id, family, failing, of }) =>
          [
            `${id}, ${family}`,
            `${numberText(failing.length)} of ${counted(of, "VM")} (${shareText(failing.length, of)})`,
            ...(failing.length === 0 ? [] : [firstNames(failing.map(({ vmName }) => vmName))]),
          ]
            .map(plotlyText)
            .join("<br>"),
        ),
        hoverinfo: "text",
        marker: { color: shares.map(shareColour), line: { color: chartColours.grid, width: 1 } },
      },
    ],
    layout: {
      ...chartLayout({
        finding,
        subtitle,
        heightInPixels:
          COLUMN_NAMES_HEIGHT_IN_PIXELS + ROW_HEIGHT_IN_PIXELS * Math.max(4, requirements.length),
      }),
      barmode: "overlay",
      uniformtext: readableText,
      showlegend: false,
      xaxis: {
        type: "linear",
        range: [-0.5, Math.max(1, families.length) - 0.5],
        tickmode: "array",
        tickvals: families.map((_, column) => column),
        ticktext: families.map(({ name, virtualMachines }) =>
          plotlyText(`${shortened(name, 16)} (${numberText(virtualMachines.length)})`),
        ),
        // Upright where there is room.
        autotickangles: [0, -45, -90],
        tickfont: { size: 11.5 },
        side: "bottom",
        ticks: "",
        automargin: true,
        showgrid: false,
        zeroline: false,
        fixedrange: true,
      },
      yaxis: {
        type: "linear",
        range: [Math.max(1, requirements.length) - 0.5, -0.5],
        tickmode: "array",
        tickvals: requirements.map((_, row) => row),
        // On two lines: the columns of a narrow figure need the room.
        ticktext: requirements.map(
          ({ id, failing }) =>
            `${plotlyText(id)}<br><span style="color:${chartColours.quietText}">${counted(failing, "VM")}</span>`,
        ),
        ticks: "",
        automargin: true,
        showgrid: false,
        zeroline: false,
        fixedrange: true,
      },
    },
  };
}
