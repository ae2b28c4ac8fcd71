import { fleetControls } from "../../coverage/controls-catalogue";
import type { ControlOutcome } from "../../coverage/coverage";
import type { Engine } from "../sql/engine";
import type { Column } from "./columns";
import { oneOf, type Field } from "./fields";
import { fieldReader, type Reader } from "./read-rows";

/** A row that controls have a word on. */
export interface Controlled {
  readonly controls: Readonly<Record<string, ControlOutcome>>;
}

/** A control, and the column that keeps what it says. */
export interface ControlColumn {
  readonly id: string;
  readonly column: string;
}

/** A column for every control that any of the rows names: `control_` and its id, with underscores for what SQL would have to quote. */
export function controlColumnsOf(...tables: readonly (readonly Controlled[])[]): readonly ControlColumn[] {
  const ids = new Set<string>();
  // Many rows share one object.
  const seen = new Set<Controlled["controls"]>();
  for (const rows of tables)
    for (const { controls } of rows) {
      if (seen.has(controls)) continue;
      seen.add(controls);
      for (const id of Object.keys(controls)) ids.add(id);
    }
  const taken = new Set<string>();
  return [...ids].sort().map((id) => {
    const plain = `control_${id.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_")}`;
    let column = plain;
    for (let number = 2; taken.has(column); number += 1) column = `${plain}_${number}`;
    taken.add(column);
    return { id, column };
  });
}

/** What a control says of a row; undefined where it has no word on it. */
function controlField({ id, column }: ControlColumn): Field<ControlOutcome | undefined> {
  const outcome = oneOf(
    column,
    ["compliant", "non-compliant", "not-applicable", "unknown"],
    `What the control says: ${titleOf(id)}`,
  );
  return {
    ...outcome,
    write: (value) => value ?? null,
    read: (cell) => (cell === null ? undefined : outcome.read(cell)),
  };
}

/** A snapshot may be older than the catalogue, and name a control that is not in it any more. */
const titleOf = (id: string): string => fleetControls().find((control) => control.id === id)?.title ?? id;

/** These controls as columns; empty where a row has no word of one. */
export function columnsOfControls(controls: readonly ControlColumn[]): readonly Column<Controlled>[] {
  return controls.map((control) => {
    const { column, type, meaning, isRequired, write } = controlField(control);
    const { id } = control;
    return {
      column,
      type,
      meaning,
      isRequired,
      cellOf: ({ controls: said }) => write(Object.hasOwn(said, id) ? said[id] : undefined),
    };
  });
}

/** A reader of what the controls say of a row. Rows of which all say the same share one object. */
export async function controlsReader(
  engine: Engine,
  relation: string,
  controls: readonly ControlColumn[],
): Promise<Reader<Controlled["controls"]>> {
  const readers: Reader<ControlOutcome | undefined>[] = [];
  for (const control of controls) readers.push(await fieldReader(engine, relation, controlField(control)));
  const known = new Map<string, Controlled["controls"]>();
  return {
    columns: readers.flatMap(({ columns }) => columns),
    read: (cells, start) => {
      const outcomes = readers.map(({ read }, index) => read(cells, start + index));
      const key = outcomes.join();
      const shared = known.get(key) ?? controlsOf(controls, outcomes);
      known.set(key, shared);
      return shared;
    },
  };
}

const controlsOf = (
  controls: readonly ControlColumn[],
  outcomes: readonly (ControlOutcome | undefined)[],
): Controlled["controls"] =>
  Object.fromEntries(
    controls.flatMap(({ id }, index) => {
      const outcome = outcomes[index];
      return outcome === undefined ? [] : [[id, outcome] as const];
    }),
  );
