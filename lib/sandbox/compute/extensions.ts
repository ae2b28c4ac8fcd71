import { AzureError, badRequest, operationNotAllowed } from "../errors";
import { type GuestOperatingSystem, agentIsReady, guestOf } from "../guest/guest";
import { textAt, mergePatch, objectAt, valueAt, without, type JsonObject } from "../json";
import { type Resource, type World, updateProperties } from "../state";
import { extensionsOf, isDiskEncryption, extensionInstanceView } from "./extension-instance-view";
import { parameterMissing, bodyOf, tagsIn } from "./request-body";
import { defined } from "@runbooks/azure";
import { agentTimeoutInMs, extensionInMs } from "../guest/durations";
import { param, type Call, type Reply } from "../http";
import { diskEncryptionRun, type ExtensionRun } from "./disk-encryption/run";
import { childId, childOf, extensionType, virtualMachineOf } from "./resource-types";
import { startOperation, virtualMachineHeaders, type OperationEnd } from "./virtual-machine-operation";

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

/** PUT .../extensions/{name}: 201 for a new one, 200 for another run of an old one. */
export function putExtension(call: Call): Reply {
  const virtualMachine = virtualMachineOf(call);
  const body = bodyOf(call);
  const name = param(call, "vmExtensionName");
  const old = call.world.resources.get(childId(virtualMachine, extensionType, name));
  return run(call, virtualMachine, old, {
    id: old?.id ?? childId(virtualMachine, extensionType, name),
    name: old?.name ?? name,
    type: extensionType,
    location: textAt(body, "location") ?? virtualMachine.location ?? "",
    ...tagsIn(body),
    properties: propertiesOf(objectAt(body, "properties"), old),
  });
}

/** PATCH .../extensions/{name}. */
export function patchExtension(call: Call): Reply {
  const virtualMachine = virtualMachineOf(call);
  const old = childOf(call, virtualMachine, extensionType, param(call, "vmExtensionName"));
  const body = bodyOf(call);
  return run(call, virtualMachine, old, {
    ...old,
    ...tagsIn(body),
    properties: propertiesOf(objectAt(mergePatch(old.properties, objectAt(body, "properties"))), old),
  });
}

/** GET .../extensions/{name}, with `$expand=instanceView` too. */
export function getExtension(call: Call): Reply {
  const virtualMachine = virtualMachineOf(call);
  const extension = childOf(call, virtualMachine, extensionType, param(call, "vmExtensionName"));
  const view =
    call.query("$expand")?.toLowerCase() === "instanceview"
      ? extensionInstanceView(call.world, virtualMachine, extension)
      : undefined;
  return { status: 200, body: extensionBody(extension, view) };
}

/** GET .../extensions. */
export function listExtensions(call: Call): Reply {
  const virtualMachine = virtualMachineOf(call);
  return {
    status: 200,
    body: { value: extensionsOf(call.world, virtualMachine).map((one) => extensionBody(one)) },
  };
}

/** DELETE .../extensions/{name}: the extension goes, the encryption stays ("Disable encryption and remove the extension"). */
export function deleteExtension(call: Call): Reply {
  const { world } = call;
  const virtualMachine = virtualMachineOf(call);
  const extension = world.resources.get(
    childId(virtualMachine, extensionType, param(call, "vmExtensionName")),
  );
  if (extension === undefined) return { status: 204 };
  assertRunning(guestOf(world, virtualMachine.id));
  const operation = startOperation(call, {
    virtualMachine,
    name: "delete extension",
    durationInMs: extensionInMs,
    finish: () => {
      world.resources.delete(extension.id);
      const guest = guestOf(world, virtualMachine.id);
      if (guest !== undefined && isDiskEncryption(extension)) guest.diskEncryption = undefined;
      return {};
    },
  });
  setState(world, extension, "Deleting");
  return {
    status: 202,
    headers: virtualMachineHeaders(call, virtualMachine, operation, { withLocation: true }),
  };
}

/** What a GET answers of an extension; a VM's own `resources` list has the same. */
export function extensionBody(
  { id, name, type, location, tags, properties }: Resource,
  instanceView?: JsonObject,
): JsonObject {
  return {
    name,
    id,
    type,
    location,
    ...defined({ tags }),
    properties: { ...properties, ...defined({ instanceView }) },
  };
}

function run(call: Call, virtualMachine: Resource, old: Resource | undefined, extension: Resource): Reply {
  const { world } = call;
  const guest = guestOf(world, virtualMachine.id);
  assertRunning(guest);
  assertExtensionAccepted(world, virtualMachine, guest, extension);
  const { durationInMs, begin, finish, abandon } = runOf(world, virtualMachine, guest, extension);
  const operation = startOperation(call, {
    virtualMachine,
    name: "update extension",
    durationInMs,
    whenOvertaken: () => {
      setState(world, extension, "Canceled");
      abandon();
    },
    finish: () => {
      const end = finish();
      setState(world, extension, end.error === undefined ? "Succeeded" : "Failed");
      return end;
    },
  });
  const provisioningState = old === undefined ? "Creating" : "Updating";
  const stored: Resource = { ...extension, properties: { ...extension.properties, provisioningState } };
  world.resources.put(stored);
  begin(operation);
  return {
    status: old === undefined ? 201 : 200,
    headers: virtualMachineHeaders(call, virtualMachine, operation, { withLocation: false }),
    body: extensionBody(stored),
  };
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
