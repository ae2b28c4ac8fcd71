import type { Handler, Route } from "../http";
import { pollOperation } from "../operations";
import { computeVersions, diskEncryptionSetVersions, diskVersions, skuVersions } from "./api-versions";
import { beginGetAccess, endGetAccess } from "./disk-access";
import { diskEncryptionRoutes } from "./disk-encryption-routes";
import * as disks from "./disks";
import * as extensions from "./extensions";
import { galleryRoutes } from "./galleries";
import { listResourceSkus } from "./resource-skus";
import * as runCommands from "./run-commands";
import { runCommand } from "./run-commands";
import * as snapshots from "./snapshots";
import { virtualMachineImageRoutes } from "./marketplace-images";
import * as power from "./virtual-machine-power";
import * as machines from "./virtual-machines";

const subscription = "/subscriptions/:subscriptionId";
const group = `${subscription}/resourceGroups/:resourceGroupName`;
const provider = "/providers/Microsoft.Compute";
const machine = `${group}${provider}/virtualMachines/:vmName`;

// Buckets as recorded in 2024; which resource falls into which, see recorded/README.md.
const readMachine = ["LowCostGetSubscriptionMaximum", "LowCostGetResource"];
const listMachines = ["HighCostGetSubscriptionMaximum"];
const putMachine = ["PutVMSubscriptionMaximum", "PutVMResource"];
const updateMachine = ["UpdateVMSubscriptionMaximum", "UpdateVMResource"];
const deleteMachine = ["DeleteVMSubscriptionMaximum", "DeleteVMResource"];
const readDisk = ["LowCostGet3Min", "LowCostGet30Min"];
const listDisks = ["HighCostGet3Min", "HighCostGet30Min"];
const changeDisk = ["CreateUpdateDisks3Min", "CreateUpdateDisks30Min"];
const deleteDisk = ["DeleteDisks3Min", "DeleteDisks30Min"];
const openDisk = ["HighCostDiskHydrate3Min", "HighCostDiskHydrate30Min"];
const makeSnapshot = ["HighCostSnapshotCreateHydrate3Min", "HighCostSnapshotCreateHydrate30Min"];

function onMachine(
  method: Route["method"],
  path: string,
  action: string,
  rateLimits: readonly string[],
  handler: Handler,
): Route {
  return {
    method,
    path,
    action: `Microsoft.Compute/virtualMachines/${action}`,
    apiVersions: computeVersions,
    rateLimits,
    handler,
  };
}

function onDisk(
  method: Route["method"],
  path: string,
  action: string,
  rateLimits: readonly string[],
  handler: Handler,
): Route {
  return {
    method,
    path,
    action: `Microsoft.Compute/${action}`,
    apiVersions: diskVersions,
    rateLimits,
    handler,
  };
}

/** Every route of the Compute provider. */
export const computeRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${subscription}${provider}/locations/:location/operations/:operationId`,
    action: "Microsoft.Compute/locations/operations/read",
    apiVersions: computeVersions,
    rateLimits: ["GetOperationResource", "GetOperationSubscriptionMaximum"],
    handler: pollOperation,
  },
  {
    method: "GET",
    path: `${subscription}${provider}/locations/:location/DiskOperations/:operationId`,
    action: "Microsoft.Compute/locations/diskOperations/read",
    apiVersions: diskEncryptionSetVersions,
    rateLimits: ["GetOperation3Min", "GetOperation30Min"],
    handler: pollOperation,
  },
  onMachine(
    "GET",
    `${subscription}${provider}/virtualMachines`,
    "read",
    listMachines,
    machines.listAllVirtualMachines,
  ),
  onMachine("GET", `${group}${provider}/virtualMachines`, "read", listMachines, machines.listVirtualMachines),
  onMachine("GET", machine, "read", readMachine, machines.getVirtualMachine),
  onMachine("PUT", machine, "write", putMachine, machines.putVirtualMachine),
  onMachine("PATCH", machine, "write", putMachine, machines.patchVirtualMachine),
  onMachine("DELETE", machine, "delete", deleteMachine, machines.deleteVirtualMachine),
  onMachine("GET", `${machine}/instanceView`, "instanceView/read", readMachine, machines.getInstanceView),
  onMachine("POST", `${machine}/start`, "start/action", updateMachine, power.start),
  onMachine("POST", `${machine}/restart`, "restart/action", updateMachine, power.restart),
  onMachine("POST", `${machine}/powerOff`, "powerOff/action", updateMachine, power.powerOff),
  onMachine("POST", `${machine}/deallocate`, "deallocate/action", deleteMachine, power.deallocate),
  onMachine("POST", `${machine}/generalize`, "generalize/action", updateMachine, power.generalize),
  onMachine("POST", `${machine}/runCommand`, "runCommand/action", updateMachine, runCommand),

  onMachine("GET", `${machine}/extensions`, "extensions/read", readMachine, extensions.listExtensions),
  onMachine(
    "GET",
    `${machine}/extensions/:vmExtensionName`,
    "extensions/read",
    readMachine,
    extensions.getExtension,
  ),
  onMachine(
    "PUT",
    `${machine}/extensions/:vmExtensionName`,
    "extensions/write",
    updateMachine,
    extensions.putExtension,
  ),
  onMachine(
    "PATCH",
    `${machine}/extensions/:vmExtensionName`,
    "extensions/write",
    updateMachine,
    extensions.patchExtension,
  ),
  onMachine(
    "DELETE",
    `${machine}/extensions/:vmExtensionName`,
    "extensions/delete",
    updateMachine,
    extensions.deleteExtension,
  ),

  onMachine("GET", `${machine}/runCommands`, "runCommands/read", readMachine, runCommands.listRunCommands),
  onMachine(
    "GET",
    `${machine}/runCommands/:runCommandName`,
    "runCommands/read",
    readMachine,
    runCommands.getRunCommand,
  ),
  onMachine(
    "PUT",
    `${machine}/runCommands/:runCommandName`,
    "runCommands/write",
    updateMachine,
    runCommands.putRunCommand,
  ),
  onMachine(
    "PATCH",
    `${machine}/runCommands/:runCommandName`,
    "runCommands/write",
    updateMachine,
    runCommands.patchRunCommand,
  ),
  onMachine(
    "DELETE",
    `${machine}/runCommands/:runCommandName`,
    "runCommands/delete",
    updateMachine,
    runCommands.deleteRunCommand,
  ),

  onDisk("GET", `${subscription}${provider}/disks`, "disks/read", listDisks, disks.listAllDisks),
  onDisk("GET", `${group}${provider}/disks`, "disks/read", listDisks, disks.listDisks),
  onDisk("GET", `${group}${provider}/disks/:diskName`, "disks/read", readDisk, disks.getDisk),
  onDisk("PUT", `${group}${provider}/disks/:diskName`, "disks/write", changeDisk, disks.putDisk),
  onDisk("PATCH", `${group}${provider}/disks/:diskName`, "disks/write", changeDisk, disks.patchDisk),
  onDisk("DELETE", `${group}${provider}/disks/:diskName`, "disks/delete", deleteDisk, disks.deleteDisk),
  onDisk(
    "POST",
    `${group}${provider}/disks/:diskName/beginGetAccess`,
    "disks/beginGetAccess/action",
    openDisk,
    beginGetAccess,
  ),
  onDisk(
    "POST",
    `${group}${provider}/disks/:diskName/endGetAccess`,
    "disks/endGetAccess/action",
    openDisk,
    endGetAccess,
  ),

  onDisk(
    "GET",
    `${subscription}${provider}/snapshots`,
    "snapshots/read",
    listDisks,
    snapshots.listAllSnapshots,
  ),
  onDisk("GET", `${group}${provider}/snapshots`, "snapshots/read", listDisks, snapshots.listSnapshots),
  onDisk(
    "GET",
    `${group}${provider}/snapshots/:snapshotName`,
    "snapshots/read",
    readDisk,
    snapshots.getSnapshot,
  ),
  onDisk(
    "PUT",
    `${group}${provider}/snapshots/:snapshotName`,
    "snapshots/write",
    makeSnapshot,
    snapshots.putSnapshot,
  ),
  onDisk(
    "PATCH",
    `${group}${provider}/snapshots/:snapshotName`,
    "snapshots/write",
    makeSnapshot,
    snapshots.patchSnapshot,
  ),
  onDisk(
    "DELETE",
    `${group}${provider}/snapshots/:snapshotName`,
    "snapshots/delete",
    deleteDisk,
    snapshots.deleteSnapshot,
  ),

  ...diskEncryptionRoutes,

  {
    method: "GET",
    path: `${subscription}${provider}/skus`,
    action: "Microsoft.Compute/skus/read",
    apiVersions: skuVersions,
    handler: listResourceSkus,
  },
  ...virtualMachineImageRoutes,
  ...galleryRoutes,
];
