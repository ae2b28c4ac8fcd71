import { type BitLockerResult } from "../nouns/bitlocker-result";
import { bitLockerResultsIn, explainExtensionError } from "../nouns/extension-error";
import { htmlTable, type TableCell, type View } from "@runbooks/kernel";

/**
 * An error message of the Azure Disk Encryption extension, translated: each BitLocker code with its hexadecimal form, its name, its
 * meaning and the Group Policy to change; or the cause of a message without such a code.
 *
 * @param message - the whole message, as Azure shows it. It is not repeated in the view.
 */
export function extensionErrorView(message: string): View {
  const results = bitLockerResultsIn(message);
  const lines: readonly (readonly [string, string])[] =
    results.length > 0 ? results.flatMap(linesOfResult) : linesOfMessage(message);
  const caption = results.length === 1 ? "BitLocker refused: 1 result code" : captionOf(results.length);
  const width = Math.max(...lines.map(([name]) => name.length));
  return {
    html: htmlTable(caption, ["what", "in words"], lines.map(cellsOf)),
    text: [caption, ...lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)].join("\n"),
  };
}

const captionOf = (count: number): string =>
  count === 0
    ? "The extension failed; its message has no known BitLocker code"
    : `BitLocker refused: ${count} result codes`;

const cellsOf = ([name, text]: readonly [string, string]): readonly TableCell[] => [name, text];

function linesOfResult({
  decimal,
  hexadecimal,
  name,
  meaning,
  action,
  policies,
}: BitLockerResult): readonly (readonly [string, string])[] {
  return [
    ["code", `${decimal} = ${hexadecimal}, ${name}`],
    ["meaning", meaning],
    ...(policies.length === 0
      ? [["Group Policy", "none: no policy causes this"] as const]
      : policies.map(({ path }) => ["Group Policy", path] as const)),
    ["what to do", action],
  ];
}

/** A message of which no code is known: the cause that the message itself names, or that nobody knows it. */
function linesOfMessage(message: string): readonly (readonly [string, string])[] {
  const code = /\b2\d{9}\b/.exec(message)?.[0];
  const [explained] = explainExtensionError(message);
  return [
    ...(code === undefined
      ? []
      : [
          [
            "code",
            `${code} = 0x${Number(code).toString(16).toUpperCase()}, not in the list of known codes`,
          ] as const,
        ]),
    ...(explained === undefined
      ? ([
          ["meaning", "not known: the message is not in the list of known errors"],
          ["what to do", 'Look it up in "Azure Disk Encryption troubleshooting guide (Windows VMs)".'],
        ] as const)
      : ([
          ["cause", explained.cause],
          ["what to do", explained.action],
          ["source", `${explained.source.title}, ${explained.source.date}`],
        ] as const)),
  ];
}
