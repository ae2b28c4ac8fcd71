/**
 * The text of an exported file, whatever wrote it: UTF-8 with or without a byte-order mark, or UTF-16, which Windows PowerShell writes where a
 * command's output is redirected with `>`.
 */
export function exportedText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes.subarray(2));
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes.subarray(2));
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  return new TextDecoder("utf-8").decode(hasMark ? bytes.subarray(3) : bytes);
}
