import type { Chart } from "../charts/chart";
import { chartView } from "./chart-view";
import { show as showView, type View } from "@runbooks/kernel";

/**
 * Shows a view or a chart: in a notebook as it is drawn best, as text elsewhere.
 *
 * @example show(coverageByMechanism(coverage));
 */
export function show(shown: View | Chart): void {
  showView("figure" in shown ? chartView(shown) : shown);
}
