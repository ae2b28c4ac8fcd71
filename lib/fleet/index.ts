/** Inventory, coverage, SQL, snapshots, charts and the report of a whole fleet. */
export { adeExposure } from "./charts/ade-exposure";
export { coverageByMechanism } from "./charts/coverage-by-mechanism";
export { coverageHierarchy } from "./charts/coverage-hierarchy";
export { coverageOverTime } from "./charts/coverage-over-time";
export { mechanismFlow } from "./charts/mechanism-flow";
export { requirementHeatMap } from "./charts/requirement-heat-map";
export { compareCoverage } from "./coverage/compare";
export { counted } from "./coverage/counted";
export { coverageOf } from "./coverage/coverage-of";
export type { Coverage, RollUpDimension } from "./coverage/coverage";
export { rollUp } from "./coverage/roll-up";
export { summary } from "./coverage/summary";
export { readFleet } from "./inventory/arm";
export { readFleetFromFiles } from "./inventory/files";
export { readFleetFromGraph } from "./inventory/graph";
export { readFleetSizes } from "./inventory/sizes";
export { assertSnapshotWritable, saveSnapshot } from "./inventory/snapshot";
export { folderKind, snapshotsIn } from "./inventory/snapshot/manifest";
export { openFleet } from "./inventory/sql";
export { controlsView } from "./presentation/controls-view";
export { coverageComparisonView } from "./presentation/coverage-comparison-view";
export { coverageCsvPieces } from "./presentation/coverage-report/coverage-csv";
export { coveragePage } from "./presentation/coverage-report/coverage-page";
export { coverageSummaryView } from "./presentation/coverage-summary-view";
export { fleetColumnsView } from "./presentation/fleet-columns-view";
export {
  fleetProgress,
  type FleetProgressOptions,
  fleetProgressWords,
  whereLong,
} from "./presentation/fleet-progress";
export { rollUpView } from "./presentation/roll-up-view";
export { show } from "./presentation/show";
export { sqlView } from "./presentation/sql-view";

// Inside on purpose: rows, columns, evaluates and the words of a chart; all types that a caller only infers.
