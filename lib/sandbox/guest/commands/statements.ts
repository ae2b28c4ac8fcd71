const closes: Readonly<Record<string, string>> = { "{": "}", "(": ")" };

/**
 * The statements of a PowerShell script: lines, and blocks of lines from an opening bracket to its closing one. Blanks around each are
 * taken off; comments and empty lines are left out.
 */
export function statementsOf(lines: readonly string[]): readonly string[] {
  const statements: string[] = [];
  let current: string[] = [];
  for (const line of lines) {
    if (current.length === 0 && (line.trim() === "" || line.trim().startsWith("#"))) continue;
    current.push(line);
    const text = current.join("\n");
    if (isOpen(text)) continue;
    statements.push(text.trim());
    current = [];
  }
  if (current.length > 0) statements.push(current.join("\n").trim());
  return statements;
}

/** Whether a bracket is still open, or an operator waits for more at the end of the line. Brackets in quotes are none. */
function isOpen(text: string): boolean {
  const bare = text.replaceAll(/'[^']*'|"[^"]*"/g, "");
  const open: string[] = [];
  for (const character of bare) {
    const close = closes[character];
    if (close !== undefined) open.push(close);
    else if (open.at(-1) === character) open.pop();
  }
  return open.length > 0 || /[,|]\s*$/.test(bare);
}
