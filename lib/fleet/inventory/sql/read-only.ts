import { RunbookError } from "@runbooks/azure";
import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * What a question may take rows from beside the tables. All else that DuckDB has reads files, or changes something in spite of the locked
 * configuration (`enable_logging`).
 */
const tableFunctions: ReadonlySet<string> = new Set([
  "duckdb_columns",
  "duckdb_functions",
  "duckdb_keywords",
  "duckdb_tables",
  "duckdb_views",
  "generate_series",
  "histogram",
  "histogram_values",
  "json_each",
  "json_tree",
  "pragma_table_info",
  "range",
  "repeat",
  "repeat_row",
  "summary",
  "unnest",
]);

/**
 * Lets a question pass that is one SELECT (or DESCRIBE, SUMMARIZE, SHOW TABLES) over the tables that are there. DuckDB's own parser says what it is.
 *
 * A mistake in the syntax passes: whoever prepares the statement gets DuckDB's whole message.
 *
 * @throws RunbookError `SqlRefused`.
 */
export async function assertReadOnly(connection: DuckDBConnection, text: string): Promise<void> {
  const parsed = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [text]);
  const tree: unknown = JSON.parse(String(parsed.value(0, 0)));
  if (!isNode(tree)) return;
  if (tree["error"] === true) {
    if (tree["error_type"] === "not implemented") throw notSelect(text);
    return;
  }
  const statements = Array.isArray(tree["statements"]) ? tree["statements"].length : 0;
  if (statements !== 1)
    throw new RunbookError(
      "SqlRefused",
      statements === 0 ? "There is no question in this SQL." : `These are ${statements} statements.`,
      "Ask one question at a time: select … from disks.",
    );
  const foreign = tableFunctionsIn(tree).find((name) => !tableFunctions.has(name.toLowerCase()));
  if (foreign !== undefined)
    throw new RunbookError(
      "SqlRefused",
      `${foreign} is refused: a question reads the fleet's own tables and nothing else.`,
      "Ask of disks, virtual_machines, copies, gaps, snapshots or history; what is in other files is joined in TypeScript.",
    );
}

function notSelect(text: string): RunbookError {
  return /^\W*pivot\b/i.test(text)
    ? new RunbookError(
        "SqlRefused",
        "A PIVOT without the values that become columns changes the database for a moment, and is refused.",
        "Name them: pivot history on mechanism in ('platform-key', 'encryption-at-host') using count(*) group by observed_at.",
      )
    : new RunbookError(
        "SqlRefused",
        "Only questions are answered (select …): this would change something, or reach out of the fleet.",
        "Ask with select; to have the rows elsewhere, take them from the result, or open the snapshot's Parquet files with another tool.",
      );
}

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** Names of all table functions, at whatever depth. */
function tableFunctionsIn(node: Node): readonly string[] {
  const called = node["function"];
  const own =
    node["type"] === "TABLE_FUNCTION" && isNode(called) && typeof called["function_name"] === "string"
      ? [called["function_name"]]
      : [];
  return [...own, ...Object.values(node).filter(isNode).flatMap(tableFunctionsIn)];
}
