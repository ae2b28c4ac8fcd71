import type { Coverage } from "../coverage/coverage";
import { summary } from "../coverage/summary";
import { escapeHtml, type View } from "@runbooks/kernel";

/** A fleet in a few sentences; what could not be read, and what was met, stands below. */
export function coverageSummaryView(coverage: Coverage): View {
  const { text, gaps } = summary(coverage);
  const lines = [...text.split("\n"), ...coverage.remarks];
  return {
    html: lines
      .map((line, index) => {
        const weight = index === 0 ? 600 : 400;
        const colour = gaps.includes(line) ? "#cf222e" : "inherit";
        return `<p style="margin:4px 0;font-weight:${weight};color:${colour}">${escapeHtml(line)}</p>`;
      })
      .join(""),
    text: lines.join("\n"),
  };
}
