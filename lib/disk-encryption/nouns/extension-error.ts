import { z } from "zod";

import { dataFile, type OsType } from "@runbooks/azure";
import { translateBitLockerCode, type BitLockerResult } from "./bitlocker-result";

/** What an error of the Azure Disk Encryption extension or of the platform means. */
export interface ExtensionErrorExplanation {
  /** Id of the record in `data/extension-errors.json`. */
  readonly id: string;
  readonly osTypes: readonly OsType[];
  readonly cause: string;
  readonly action: string;
  readonly source: { readonly title: string; readonly date: string };
  /** The BitLocker results that the text names, in decimal or hexadecimal. */
  readonly bitLockerResults: readonly BitLockerResult[];
}

const errors = dataFile(
  "extension-errors.json",
  z.object({
    errors: z.array(
      z.object({
        id: z.string(),
        texts: z.array(z.string().min(1)).min(1),
        osTypes: z.array(z.enum(["Windows", "Linux"])),
        cause: z.string(),
        action: z.string(),
        source: z.object({ title: z.string(), date: z.string() }),
      }),
    ),
  }),
);

/** `…` stands for any words. What it stands for is bounded, so that a long traceback is searched quickly. */
function pattern(text: string): RegExp {
  const parts = text.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(parts.join(String.raw`[\s\S]{0,500}?`), "i");
}

/** BitLocker results in a text: ten digits, or `0x` and eight hexadecimal digits. Numbers that are none are passed over. */
export function bitLockerResultsIn(text: string): readonly BitLockerResult[] {
  const codes = [...text.matchAll(/\b0x[0-9a-f]{8}\b|-?\b\d{10}\b/gi)].map(([code]) => Number(code));
  return [...new Set(codes)].flatMap((code) => translateBitLockerCode(code) ?? []);
}

/**
 * What an extension's error text means and what to do: every record whose text it holds, the most telling first.
 *
 * Where the text names a BitLocker result, a refusal of the external key says the result's meaning and action instead of its own.
 *
 * @param text - the whole message, which on Linux may be a Python traceback.
 * @returns an empty list for a text that is not known.
 */
export function explainExtensionError(text: string): readonly ExtensionErrorExplanation[] {
  const results = bitLockerResultsIn(text);
  return errors()
    .errors.filter(({ texts }) => texts.some((known) => pattern(known).test(text)))
    .map(({ id, osTypes, cause, action, source }) => {
      const [result] = id === "external-key-refused" ? results : [];
      return {
        id,
        osTypes,
        cause: result?.meaning ?? cause,
        action: actionOf(result) ?? action,
        source,
        bitLockerResults: results,
      };
    });
}

function actionOf(result: BitLockerResult | undefined): string | undefined {
  if (result === undefined) return undefined;
  const paths = result.policies.map(({ path }) => path);
  return paths.length === 0 ? result.action : `${result.action} Policy: ${paths.join("; or ")}.`;
}
