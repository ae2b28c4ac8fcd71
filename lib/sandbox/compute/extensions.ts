import { AzureError, badRequest, operationNotAllowed } from "../errors";
import { type GuestOperatingSystem, agentIsReady, guestOf } from "../guest/guest";
import { textAt, mergePatch, objectAt, valueAt, without, type JsonObject } from "../json";
import { type Resource, type World, updateProperties } from "../state";
import { extensionsOf, isDiskEncryption, extensionInstanceView } from "./instance-view";
import { parameterMissing, bodyOf, tagsIn } from "../request-body";
import { defined } from "@runbooks/azure";
import { agentTimeoutInMs, extensionInMs } from "../guest/durations";
import type { Call, Reply } from "../http";
import { computeVersions } from "../api-versions";
import { resourceBody, type ResourceType } from "../resource-type";
import { removeChild, sentChild, workInGuest, type GuestWork } from "./machine-child";
import { diskEncryptionRun, type ExtensionRun } from "./disk-encryption/run";
import { extensionType } from "../resource-types";
import { changesOfMachine } from "./virtual-machine-operation";
import { type OperationEnd } from "../operations";

/** What the provider refuses of an extension before the guest hears of it. */
function assertExtensionAccepted(
  world: World,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
  extension: Resource,
): void {
  for (const name of ["publisher", "type", "typeHandlerVersion"]) {
    if (textAt(extension.properties, name) === undefined) throw parameterMissing(name);
  }
  assertOneOfAHandler(world, virtualMachine, guest, extension);
  if (isDiskEncryption(extension)) assertDiskEncryptionHandler(guest, extension);
}

/** Text: ARM common deployment errors of Compute. */
function assertOneOfAHandler(
  world: World,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
  extension: Resource,
): void {
  const handler = handlerOf(extension);
  const other = extensionsOf(world, virtualMachine).find(
    (candidate) =>
      candidate.id !== extension.id && handlerOf(candidate).toLowerCase() === handler.toLowerCase(),
  );
  if (other === undefined) return;
  throw badRequest(
    `Multiple VMExtensions per handler not supported for OS type '${guest.osType}'. VMExtension '${extension.name}' with handler ` +
      `'${handler}' already added or specified in input.`,
  );
}

/** Single pass only: 2.x on Windows, 1.x on Linux. Text of a version that is not taken: azure-powershell#6337. */
function assertDiskEncryptionHandler({ osType }: GuestOperatingSystem, { properties }: Resource): void {
  const type = textAt(properties, "type") ?? "";
  const isForLinux = /forlinux$/i.test(type);
  if (isForLinux !== (osType === "Linux")) {
    throw operationNotAllowed(`(sandbox) The extension ${type} is not for a VM with ${osType}.`);
  }
  const version = textAt(properties, "typeHandlerVersion") ?? "";
  if (version.split(".")[0] === (isForLinux ? "1" : "2")) return;
  throw new AzureError(
    409,
    "NotSupported",
    `Azure Disk Encryption extension version '${version}' is not supported.`,
  );
}

function handlerOf({ properties }: Resource): string {
  return `${textAt(properties, "publisher") ?? ""}.${textAt(properties, "type") ?? ""}`;
}

/** Extensions of VMs. PUT: another run of an old one. */
export const extensions: ResourceType<Resource> = {
  type: extensionType,
  apiVersions: computeVersions,
  rateLimits: changesOfMachine,
  bodyOf: (extension, { world, parent, withInstanceView }) =>
    extensionBody(extension, withInstanceView ? extensionInstanceView(world, parent, extension) : undefined),
  put: (call, target, virtualMachine) => {
    const { old } = target;
    const kept = (sent: JsonObject): JsonObject => propertiesOf(sent, old);
    return run(call, virtualMachine, old, sentChild(call, extensionType, target, virtualMachine, kept));
  },
  patch: (call, old, virtualMachine) => {
    const body = bodyOf(call);
    const properties = propertiesOf(objectAt(mergePatch(old.properties, objectAt(body, "properties"))), old);
    return run(call, virtualMachine, old, { ...old, ...tagsIn(body), properties });
  },
  // The extension goes, the encryption stays ("Disable encryption and remove the extension").
  remove: (call, extension, virtualMachine) => {
    const { world } = call;
    assertRunning(guestOf(world, virtualMachine.id));
    const options = { name: "delete extension", durationInMs: extensionInMs };
    const reply = removeChild(call, virtualMachine, extension, options, () => {
      const guest = guestOf(world, virtualMachine.id);
      if (guest !== undefined && isDiskEncryption(extension)) guest.diskEncryption = undefined;
    });
    setState(world, extension, "Deleting");
    return reply;
  },
};

/** What a GET answers of an extension; a VM's own `resources` list has the same. */
export function extensionBody(extension: Resource, instanceView?: JsonObject): JsonObject {
  return resourceBody({
    ...extension,
    properties: { ...extension.properties, ...defined({ instanceView }) },
  });
}

function run(call: Call, virtualMachine: Resource, old: Resource | undefined, extension: Resource): Reply {
  const { world } = call;
  const guest = guestOf(world, virtualMachine.id);
  assertRunning(guest);
  assertExtensionAccepted(world, virtualMachine, guest, extension);
  const { durationInMs, begin, finish, abandon } = runOf(world, virtualMachine, guest, extension);
  const work: GuestWork = {
    name: "update extension",
    durationInMs,
    begin,
    whenOvertaken: () => {
      setState(world, extension, "Canceled");
      abandon();
    },
    finish: () => {
      const end = finish();
      setState(world, extension, end.error === undefined ? "Succeeded" : "Failed");
      return end;
    },
  };
  return workInGuest(call, virtualMachine, { old, child: extension }, work, extensionBody);
}

function runOf(
  world: World,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
  extension: Resource,
): ExtensionRun {
  if (!agentIsReady(guest)) {
    return {
      durationInMs: agentTimeoutInMs,
      ...nothing,
      finish: () => ({ error: agentSilent(virtualMachine, guest) }),
    };
  }
  if (isDiskEncryption(extension)) return diskEncryptionRun(world, virtualMachine, guest, extension);
  return { durationInMs: extensionInMs, ...nothing, finish: (): OperationEnd => ({}) };
}

const nothing: Pick<ExtensionRun, "begin" | "abandon"> = { begin: () => undefined, abandon: () => undefined };

/** Recorded, on Linux, after 25 minutes. */
function agentSilent(
  { name }: Resource,
  { osType }: GuestOperatingSystem,
): { readonly code: string; readonly message: string } {
  return {
    code: "VMAgentStatusCommunicationError",
    message:
      `VM '${name}' has not reported status for VM agent or extensions. Verify that the OS is up and healthy, the VM has a running ` +
      "VM agent, and that it can establish outbound connections to Azure storage. Please refer to " +
      `https://aka.ms/vmextension${osType.toLowerCase()}troubleshoot for additional VM agent troubleshooting information.`,
  };
}

/** Text: ARM common deployment errors of Compute. */
function assertRunning(guest: GuestOperatingSystem | undefined): asserts guest is GuestOperatingSystem {
  if (guest?.powerState === "running") return;
  throw operationNotAllowed("Cannot modify extensions in the VM when the VM is not running.");
}

/** Protected settings go to the guest and are never kept; a PUT that leaves out `type` keeps the old one (recorded). */
function propertiesOf(sent: JsonObject, old: Resource | undefined): JsonObject {
  return {
    autoUpgradeMinorVersion: false,
    ...without(sent, "protectedSettings", "provisioningState", "instanceView"),
    publisher: valueAt(sent, "publisher") ?? valueAt(old?.properties, "publisher"),
    type: valueAt(sent, "type") ?? valueAt(old?.properties, "type"),
    typeHandlerVersion: valueAt(sent, "typeHandlerVersion") ?? valueAt(old?.properties, "typeHandlerVersion"),
  };
}

function setState(world: World, { id }: Resource, provisioningState: string): void {
  if (world.resources.get(id) === undefined) return;
  updateProperties(world.resources, id, (properties) => ({ ...properties, provisioningState }));
}
