import { attachedDisks } from "../guest/hardware";
import { updateProperties, type Resource, type World } from "../state";
import { azureTime } from "./times";

/**
 * Notes on the disks of a VM that it was deallocated or started just now. DiskRP 2025-01-02, `LastOwnershipUpdateTime`, in that spelling; the
 * sandbox does not note attaching and detaching.
 */
export function noteOwnershipUpdate(world: World, virtualMachine: Resource): void {
  const LastOwnershipUpdateTime = azureTime(world.clock.now());
  for (const { managedDiskId } of attachedDisks(world, virtualMachine)) {
    if (managedDiskId === undefined || world.resources.get(managedDiskId) === undefined) continue;
    updateProperties(world.resources, managedDiskId, (properties) => ({
      ...properties,
      LastOwnershipUpdateTime,
    }));
  }
}
