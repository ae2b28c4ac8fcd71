import { defined } from "@runbooks/azure";
import type { Edition } from "../checks/finding";
import { inWords } from "../checks/verdict";
import type {
  ComparedProperty,
  ComparisonCell,
  EditionStatement,
  Mechanism,
  MechanismComparison,
} from "../recommendation/mechanism";
import { escapeHtml, htmlTable, type TableCell, type Tone, type View } from "@runbooks/kernel";

export interface ComparisonViewOptions {
  /** Show what one edition says, and only where it says something. Without it: the newest documents, the module's words below where it says otherwise. */
  readonly edition?: Edition;
  /** Show only what changed since the module, with both sources. */
  readonly onlyChanged?: boolean;
}

const signs: Readonly<Record<NonNullable<EditionStatement["answer"]>, readonly [sign: string, tone: Tone]>> =
  {
    yes: ["✔", "good"],
    no: ["✘", "bad"],
    partly: ["~", "open"],
  };

/** The mechanisms side by side, a row for each property. */
export function comparisonView(comparison: MechanismComparison, options: ComparisonViewOptions = {}): View {
  const { edition, onlyChanged = false } = options;
  const properties = comparison.properties.filter(({ cells }) =>
    Object.values(cells).some(
      (cell) =>
        (!onlyChanged || cell.editionsDiffer) && (edition === undefined || cell[edition].says !== undefined),
    ),
  );
  return onlyChanged ? changesView(comparison, properties) : tableOf(comparison, properties, edition);
}

function tableOf(
  { mechanisms, retirement }: MechanismComparison,
  properties: readonly ComparedProperty[],
  edition: Edition | undefined,
): View {
  const shown = mechanisms.filter(({ id }) =>
    properties.some(({ cells }) => edition === undefined || cells[id][edition].says !== undefined),
  );
  const caption = captions[edition ?? "both"];
  const end = edition === "module" ? [] : [`! ${retirement.says}`];
  const rows = properties.map(({ title, cells }) => ({
    title,
    cells: shown.map((mechanism) => ({ mechanism, cell: cellOf(cells[mechanism.id], edition) })),
  }));
  return {
    html:
      htmlTable(
        caption,
        ["", ...shown.map(({ name }) => name)],
        rows.map(({ title, cells }) => [title, ...cells.map(({ cell }) => cell)]),
        { dense: true },
      ) + paragraphs(end),
    text: [
      caption,
      ...rows.flatMap(({ title, cells }) => [
        `  ${title}`,
        ...cells.map(({ mechanism: { name }, cell }) => `    ${name}: ${cellText(cell)}`),
      ]),
      ...end.map((line) => `  ${line}`),
    ].join("\n"),
  };
}

const captions: Readonly<Record<Edition | "both", string>> = {
  module: "As the training module has it",
  current: "As the newest documents have it",
  both: "As the newest documents have it; where the training module says otherwise, its words stand below",
};

function cellOf(cell: ComparisonCell, edition: Edition | undefined): TableCell {
  const shown = statementCell(cell[edition ?? "current"]);
  return edition === undefined && cell.editionsDiffer
    ? { ...shown, smallPrint: [`module: ${cell.module.says ?? ""}`] }
    : shown;
}

function statementCell({ answer, says = "–" }: EditionStatement): Exclude<TableCell, string> {
  const [sign, tone] = answer === undefined ? [] : signs[answer];
  return {
    text: says,
    ...defined({ sign, tone }),
  };
}

function cellText(cell: TableCell): string {
  if (typeof cell === "string") return cell;
  const { sign, text, smallPrint = [] } = cell;
  return [sign === undefined ? text : `${sign} ${text}`, ...smallPrint.map((line) => `(${line})`)].join(" ");
}

/** What the module says and what is so now, one line each, with both documents. */
function changesView(comparison: MechanismComparison, properties: readonly ComparedProperty[]): View {
  const { mechanisms, retirement } = comparison;
  const changes = properties.flatMap((property) =>
    mechanisms
      .filter(({ id }) => property.cells[id].editionsDiffer)
      .map((mechanism) => ({ property, mechanism, cell: property.cells[mechanism.id] })),
  );
  const caption = `${changes.length} statements of the training module that the newest documents no longer make`;
  const notes = [
    `! The module says nothing of: ${inWords(newMechanisms(comparison).map(({ name }) => name.toLowerCase()))}.`,
    `! ${retirement.says}`,
  ];
  const source = ({ source: { title, date } }: EditionStatement): string => `${title} (${date})`;
  return {
    html:
      htmlTable(
        caption,
        ["", "mechanism", "module", "current"],
        changes.map(({ property, mechanism, cell }) => [
          property.title,
          mechanism.name,
          statementCell(cell.module),
          { ...statementCell(cell.current), smallPrint: [source(cell.current)] },
        ]),
        { dense: true },
      ) + paragraphs(notes),
    text: [
      caption,
      ...changes.flatMap(({ property, mechanism, cell }) => [
        `  ${property.title}, ${mechanism.name}`,
        `    module: ${cellText(statementCell(cell.module))}`,
        `    current: ${cellText(statementCell(cell.current))} (${source(cell.current)})`,
      ]),
      ...notes.map((line) => `  ${line}`),
    ].join("\n"),
  };
}

/** The mechanisms that the module does not know. */
function newMechanisms({ mechanisms, properties }: MechanismComparison): readonly Mechanism[] {
  return mechanisms.filter(({ id }) => properties.every(({ cells }) => cells[id].module.says === undefined));
}

const paragraphs = (lines: readonly string[]): string =>
  lines.map((line) => `<p style="margin:4px 0">${escapeHtml(line)}</p>`).join("");
