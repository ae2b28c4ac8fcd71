import { sameRegion } from "@runbooks/azure";
import { notFound } from "../errors";
import { textAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";

/**
 * What a new disk or snapshot is a copy of; undefined where its properties, as they were sent, name nothing.
 *
 * `Copy` looks for it in the new one's region alone, and what is elsewhere is not found: Azure/azure-cli#9732 and #11909. `CopyStart`
 * takes an incremental snapshot to another region (Microsoft.Compute, DiskRP 2025-01-02).
 */
export function copySource(world: World, sent: JsonObject, location: string): Resource | undefined {
  const id = textAt(sent, "creationData", "sourceResourceId");
  const createOption = textAt(sent, "creationData", "createOption") ?? "";
  if (id === undefined && !createOption.toLowerCase().startsWith("copy")) return undefined;
  const source = world.resources.get(id ?? "");
  if (source === undefined) {
    throw notFound(`Source resource ${id ?? ""} is not found.`, id ?? "creationData");
  }
  if (createOption.toLowerCase() === "copy" && !sameRegion(source.location ?? "", location)) {
    throw notFound(`Resource ${source.name} is not found.`, id ?? "creationData");
  }
  return source;
}
