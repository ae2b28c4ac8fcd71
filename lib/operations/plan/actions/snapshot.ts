import { parseResourceId } from "../../../azure/resource-id";
import type { ActionKind } from "./action-kind";

/** A full copy of a disk. */
export interface CreateSnapshot {
  readonly kind: "create-snapshot";
  readonly snapshotId: string;
  readonly location: string;
  readonly sourceDiskId: string;
}

export const createSnapshot: ActionKind<CreateSnapshot> = {
  request: ({ snapshotId, location, sourceDiskId }) => ({
    method: "PUT",
    path: snapshotId,
    body: {
      location,
      properties: {
        creationData: { createOption: "Copy", sourceResourceId: sourceDiskId },
        incremental: false,
      },
    },
  }),
  perform: async (azure, { snapshotId, location, sourceDiskId }, wait) => {
    const { subscriptionId, resourceGroupName, name } = parseResourceId(snapshotId);
    await wait(() =>
      azure.compute(subscriptionId).snapshots.createOrUpdate(resourceGroupName, name, {
        location,
        creationData: { createOption: "Copy", sourceResourceId: sourceDiskId },
        incremental: false,
      }),
    );
  },
};
