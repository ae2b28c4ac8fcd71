import { adeExposure } from "../../charts/ade-exposure";
import type { Chart } from "../../charts/chart";
import { coverageByMechanism } from "../../charts/coverage-by-mechanism";
import { coverageHierarchy } from "../../charts/coverage-hierarchy";
import { mechanismFlow } from "../../charts/mechanism-flow";
import { requirementHeatMap } from "../../charts/requirement-heat-map";
import { counted } from "../../coverage/counted";
import type { Coverage, CoverageRole, DiskCoverage } from "../../coverage/coverage";
import { mechanismWords } from "../../coverage/mechanism-words";
import { summary } from "../../coverage/summary";
import { escapeHtml, htmlTable, plotlyScript } from "@runbooks/kernel";
import { chartHtml, chartTableView } from "../chart-view";
import { controlLines, controlNotes, controlOutcomes } from "../controls-view";
import { reportStyle } from "./report-style";
import { sortableTable, sortableTableScript, type SortableColumn } from "./sortable-table";
import { whyUnknown } from "./why-unknown";

const text = (...names: readonly string[]): readonly SortableColumn[] =>
  names.map((name) => ({ name, kind: "text" }));
const number = (...names: readonly string[]): readonly SortableColumn[] =>
  names.map((name) => ({ name, kind: "number" }));

/**
 * A fleet's coverage as one HTML file to hand on: it opens offline, asks no network, and has charts that come alive and tables to sort and filter.
 *
 * What could not be read stands first. It names disks, VMs and disk encryption sets; no key's URL and no secret are in a coverage.
 */
export function coveragePage(coverage: Coverage): string {
  const { observedAt, source, gaps, remarks } = coverage;
  const charts: readonly Chart[] = [
    coverageByMechanism(coverage),
    coverageHierarchy(coverage),
    mechanismFlow(coverage),
    requirementHeatMap(coverage),
    adeExposure(coverage, observedAt),
  ];
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing may be fetched, whatever a name or a tag holds. Plotly is unpacked and evaluated.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'">`,
    `<title>Disk encryption coverage, ${day(observedAt)}</title>`,
    `<style>${reportStyle}</style>`,
    "</head>",
    "<body>",
    "<main>",
    "<h1>Who is protected by what</h1>",
    `<p class="about">Read ${escapeHtml(observedAt.toISOString().slice(0, 16).replace("T", " "))} UTC from ${sourceWords[source]}.</p>`,
    `<p class="finding">${escapeHtml(summary(coverage).text).replaceAll("\n", "<br>")}</p>`,
    ...gapSection(coverage),
    ...charts.map(chartSection),
    ...(coverage.disks.length === 0 ? [] : [controlsSection(coverage)]),
    "<section><h2>Every disk</h2>",
    disksTable(coverage),
    "</section>",
    "<section><h2>Every VM</h2>",
    virtualMachinesTable(coverage),
    "</section>",
    "<section><h2>Snapshots and images</h2>",
    copiesTable(coverage),
    "</section>",
    ...(remarks.length === 0 ? [] : ["<section><h2>Remarks</h2>", list(remarks), "</section>"]),
    ...(gaps.length === 0
      ? []
      : [
          `<p>Read again once the ${counted(gaps.length, "gap")} above can be read: totals are not the whole fleet's until then.</p>`,
        ]),
    "</main>",
    `<script>${sortableTableScript()}</script>`,
    plotlyScript(),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

const sourceWords: Readonly<Record<Coverage["source"], string>> = {
  arm: "lists of Azure Resource Manager",
  graph: "Azure Resource Graph",
  files: "exported files",
};

const day = (date: Date): string => date.toISOString().slice(0, 10);

function gapSection({ gaps }: Coverage): readonly string[] {
  if (gaps.length === 0) return [];
  return [
    '<section class="gaps" role="alert"><h2>Not read</h2><p>There may be more disks in these. No total and no chart below has them.</p>',
    '<div class="frame"><div class="scroll">',
    htmlTable(
      "What could not be read",
      ["where", "what", "read before", "Azure's code", "why"],
      gaps.map(({ scope, kind, readBefore, code, reason }) => [
        scope,
        kind,
        String(readBefore),
        code,
        reason,
      ]),
    ),
    "</div></div></section>",
  ];
}

function chartSection(chart: Chart): string {
  // A head without rows says nothing that the finding doesn't.
  const numbers =
    chart.table.rows.length === 0
      ? ""
      : `<details><summary>${escapeHtml(chart.title)}: the numbers</summary><div class="frame"><div class="scroll">${chartTableView(chart, "every disk and VM is in the tables below").html}</div></div></details>`;
  return `<section>${chartHtml(chart)}${numbers}</section>`;
}

/** The controls disagree on what protection is: one line each. */
function controlsSection(coverage: Coverage): string {
  return [
    "<section><h2>What policies and benchmarks would say</h2>",
    "<p>Each by its own rule, from what was read: they disagree on what counts as protected.</p>",
    sortableTable({
      id: "controls",
      caption: "Controls",
      columns: [...text("control"), ...number(...controlOutcomes), ...text("looks at each", "of")],
      rows: controlLines(coverage).map(({ title, kind, looksAt, counts }) => [
        title,
        ...counts,
        looksAt === "disk" ? "disk" : "VM",
        kind,
      ]),
    }),
    ...controlNotes(coverage).map((note) => `<p>${escapeHtml(note)}</p>`),
    "</section>",
  ].join("\n");
}

const roleWords: Readonly<Record<CoverageRole, string>> = {
  os: "OS",
  data: "data",
  temporary: "temporary",
  unattached: "unattached",
};

function disksTable({ disks }: Coverage): string {
  return sortableTable({
    id: "disks",
    caption: "Disks",
    columns: [
      ...text("disk", "VM", "role", "protection", "recommended", "exposed 2028", "subscription", "group"),
      ...text("region", "size", "at rest", "Azure Disk Encryption", "at host", "disk encryption set", "sku"),
      ...number("GB"),
      ...text("state"),
    ],
    rows: disks.map((disk) => [
      disk.diskName,
      disk.vmName,
      roleWords[disk.role],
      mechanismWords[disk.mechanism],
      disk.recommended,
      disk.exposed2028,
      disk.subscriptionName,
      disk.resourceGroup,
      disk.location,
      disk.vmSize,
      disk.serverSide,
      disk.azureDiskEncryption,
      disk.encryptionAtHost,
      nameOf(disk.diskEncryptionSet),
      disk.sku,
      disk.diskSizeGB,
      disk.diskState,
    ]),
  });
}

function virtualMachinesTable({ virtualMachines, disks }: Coverage): string {
  const disksOf = new Map<string, DiskCoverage[]>();
  for (const disk of disks) {
    const key = disk.vmId?.toLowerCase();
    if (key === undefined) continue;
    const own = disksOf.get(key);
    if (own === undefined) disksOf.set(key, [disk]);
    else own.push(disk);
  }
  return sortableTable({
    id: "virtual-machines",
    caption: "VMs",
    columns: [
      ...text(
        "VM",
        "protection of the weakest OS or data disk",
        "recommended",
        "why that is unknown",
        "exposed 2028",
        "fails for Azure Disk Encryption",
      ),
      ...text("subscription", "group", "region", "OS", "size", "power state"),
      ...number("disks"),
    ],
    rows: virtualMachines.map((vm) => [
      vm.vmName,
      mechanismWords[vm.mechanism],
      vm.recommended,
      whyUnknown(vm, disksOf.get(vm.vmId.toLowerCase()) ?? []),
      vm.exposed2028,
      vm.failedRequirements.join(", "),
      vm.subscriptionName,
      vm.resourceGroup,
      vm.location,
      vm.osType,
      vm.vmSize,
      vm.powerState,
      vm.diskCount,
    ]),
  });
}

function copiesTable({ copies }: Coverage): string {
  return sortableTable({
    id: "copies",
    caption: "Snapshots and images",
    columns: text(
      "name",
      "kind",
      "at rest",
      "Azure Disk Encryption",
      "its disk",
      "subscription",
      "group",
      "region",
      "disk encryption set",
    ),
    rows: copies.map((copy) => [
      copy.name,
      copy.kind,
      copy.serverSide,
      copy.azureDiskEncryption,
      copy.source,
      copy.subscriptionName,
      copy.resourceGroup,
      copy.location,
      nameOf(copy.diskEncryptionSet),
    ]),
  });
}

/** The last part of an id: the whole one is in the CSV and the JSON. */
const nameOf = (id: string | null): string | null => id?.split("/").pop() ?? null;

const list = (lines: readonly string[]): string =>
  `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`;
