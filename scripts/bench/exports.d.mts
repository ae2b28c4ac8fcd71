import type { SandboxConnection } from "@runbooks/disk-encryption";
import type { SourceKnowledge } from "./correct-cells.mjs";

export type ExportKind = "az list" | "az graph query" | "Explorer CSV";

export const exportKinds: Readonly<Record<ExportKind, SourceKnowledge>>;

export function writeExport(azure: SandboxConnection, kind: ExportKind, folder: string): Promise<void>;
