import { RunbookError } from "@runbooks/azure";

/** What a command prints that is no export, by what its first lines look like. */
const outputs: readonly (readonly [looks: RegExp, what: string, hint: string])[] = [
  [
    /^(?:WARNING|ERROR|DEBUG|INFO)\b ?:/,
    "begins with a message of the Azure CLI",
    "Redirect the result alone: `az vm list -d > vms.json`, without 2>&1.",
  ],
  [/^[^\n]*\n-{2,}(?: +-{2,})*\s*(?:\n|$)/, "is a table of `az ... -o table`", "Export it with -o json."],
  // A list's first record, or a record's first field.
  [
    /^(?:---\s*\n)?(?:- )?[A-Za-z_][\w-]*:(?: |\n|$)/,
    "is the YAML of `az ... -o yaml`",
    "Export it with -o json.",
  ],
  [/^</, "is a web page or XML", "Export it with the Azure CLI, or download it again."],
];

/**
 * Refuses what people save in place of an export.
 *
 * @throws RunbookError `FileUnreadable`, with what it is and what to do.
 */
export function refuseOtherOutput(text: string, fileName: string): void {
  const start = text.trimStart().replaceAll("\r\n", "\n");
  for (const [looks, what, hint] of outputs)
    if (looks.test(start)) throw new RunbookError("FileUnreadable", `${fileName} ${what}.`, hint);
}
