import { defined } from "@runbooks/azure";
import { lookAtGuest, type GuestOperatingSystem, agentIsReady } from "../guest/guest";
import {
  handlerStatus,
  linuxDualPassVersion,
  linuxHandlerVersion,
  windowsDualPassVersion,
  windowsHandlerVersion,
} from "../guest/handler-status";
import { textAt, type JsonObject, isJsonObject, listAt, valueAt, type Json } from "../json";
import type { Resource, World } from "../state";
import { extensionType } from "../resource-types";
import { attachedDisks, hardwareOf, type AttachedDisk } from "../guest/hardware";
import type { GuestSpecification } from "../guest/specification";
import { agentTime, azureTime } from "../times";

/** A VM's extensions in order of creation. */
export function extensionsOf(world: World, virtualMachine: Resource): readonly Resource[] {
  return world.resources.list(extensionType, virtualMachine.id);
}

/** Whether an extension is Azure Disk Encryption, of either operating system. */
export function isDiskEncryption({ properties }: Resource): boolean {
  return (
    textAt(properties, "publisher")?.toLowerCase() === "microsoft.azure.security" &&
    /^azurediskencryption(forlinux)?$/i.test(textAt(properties, "type") ?? "")
  );
}

/** The version that runs, of which the model names only the first two numbers. Dual pass is 1 on Windows and 0 on Linux. */
export function handlerVersion(guest: GuestOperatingSystem, extension: Resource): string {
  const named = textAt(extension.properties, "typeHandlerVersion") ?? "1.0";
  if (!isDiskEncryption(extension)) return `${named}.0`;
  if (guest.osType === "Windows")
    return named.startsWith("1.") ? windowsDualPassVersion : windowsHandlerVersion;
  return named.startsWith("0.") ? linuxDualPassVersion : linuxHandlerVersion;
}

/** What an extension's handler last reported; undefined where it did not report yet. */
export function extensionInstanceView(
  world: World,
  virtualMachine: Resource,
  extension: Resource,
): JsonObject | undefined {
  const guest = lookAtGuest(world, virtualMachine.id);
  if (guest === undefined) return undefined;
  const head = {
    name: extension.name,
    type: `${textAt(extension.properties, "publisher") ?? ""}.${textAt(extension.properties, "type") ?? ""}`,
    typeHandlerVersion: handlerVersion(guest, extension),
  };
  if (!isDiskEncryption(extension)) {
    return textAt(extension.properties, "provisioningState") === "Succeeded"
      ? { ...head, statuses: [provisioned({ message: "Enable succeeded." })] }
      : undefined;
  }
  const reported = handlerStatus(world, guest, virtualMachine);
  if (reported === undefined) return undefined;
  const component =
    guest.osType === "Windows"
      ? "BitlockerExtension"
      : "Microsoft.Azure.Security.AzureDiskEncryptionForLinux";
  return {
    ...head,
    ...(reported.substatus === undefined
      ? {}
      : {
          substatuses: [
            provisioned({ code: `ComponentStatus/${component}/succeeded`, message: reported.substatus }),
          ],
        }),
    statuses: [{ ...statusHead(reported.state, reported.exitCode), message: reported.message }],
  };
}

/** A status of an instance view: no alarm unless said. */
const status = (code: string, displayStatus: string, more: JsonObject = {}): JsonObject => ({
  code,
  level: "Info",
  displayStatus,
  ...more,
});

const provisioned = (more: JsonObject = {}): JsonObject =>
  status("ProvisioningState/succeeded", "Provisioning succeeded", more);

function statusHead(
  state: "transitioning" | "succeeded" | "failed",
  exitCode: number | undefined,
): JsonObject {
  switch (state) {
    case "succeeded":
      return provisioned();
    case "transitioning":
      return status("ProvisioningState/transitioning", "Transitioning");
    case "failed":
      return status(`ProvisioningState/failed/${exitCode ?? 1}`, "Provisioning failed", { level: "Error" });
  }
}

/** The run-time half of a VM, as `$expand=instanceView` answers it. */
export function instanceViewOf(world: World, virtualMachine: Resource): JsonObject {
  const guest = lookAtGuest(world, virtualMachine.id);
  const views = extensionsOf(world, virtualMachine).flatMap((extension) => {
    const view = extensionInstanceView(world, virtualMachine, extension);
    return view === undefined ? [] : [view];
  });
  const isOn = guest !== undefined && guest.powerState !== "deallocated";
  return {
    ...(guest !== undefined && agentIsReady(guest)
      ? whatTheAgentTells(virtualMachine, guest.specification)
      : {}),
    ...(isOn ? { vmAgent: vmAgent(world, virtualMachine, guest) } : {}),
    disks: attachedDisks(world, virtualMachine).map((disk) =>
      diskView(disk, virtualMachine, guest?.provisionedAt ?? world.clock.now()),
    ),
    ...(views.length === 0 || !isOn ? {} : { extensions: views }),
    hyperVGeneration: hardwareOf(world, virtualMachine).hyperVGeneration,
    statuses: [
      provisioningStatus(virtualMachine, guest, world),
      // "Create a legacy managed image", on how to see it.
      ...(guest?.generalized === true ? [status("OSState/generalized", "VM generalized")] : []),
      ...(guest === undefined ? [] : [status(`PowerState/${guest.powerState}`, `VM ${guest.powerState}`)]),
    ],
  };
}

function whatTheAgentTells({ name, properties }: Resource, specification: GuestSpecification): JsonObject {
  const computerName = textAt(properties, "osProfile", "computerName") ?? name;
  if (specification.osType === "Linux") {
    return { computerName, osName: specification.distribution, osVersion: specification.distributionVersion };
  }
  const { osName, osBuild } = specification;
  const version = osBuild >= 10240 ? "10.0" : osBuild >= 9600 ? "6.3" : osBuild >= 9200 ? "6.2" : "6.1";
  return { computerName, osName, osVersion: `Microsoft Windows NT ${version}.${osBuild}.0` };
}

function vmAgent(world: World, virtualMachine: Resource, guest: GuestOperatingSystem): JsonObject {
  if (!agentIsReady(guest)) {
    return {
      vmAgentVersion: "Unknown",
      statuses: [
        status("ProvisioningState/Unavailable", "Not Ready", {
          level: "Warning",
          message: "VM status blob is found but not yet populated.",
          time: agentTime(world.clock.now()),
        }),
      ],
    };
  }
  const windows = guest.osType === "Windows";
  return {
    vmAgentVersion: windows ? "2.7.41491.1095" : "2.11.1.12",
    statuses: [
      status("ProvisioningState/succeeded", "Ready", {
        message: windows ? "GuestAgent is running and processing the extensions." : "Guest Agent is running",
        time: agentTime(world.clock.now()),
      }),
    ],
    extensionHandlers: extensionsOf(world, virtualMachine).map((extension) => ({
      type: `${textAt(extension.properties, "publisher") ?? ""}.${textAt(extension.properties, "type") ?? ""}`,
      typeHandlerVersion: handlerVersion(guest, extension),
      status: status("ProvisioningState/succeeded", "Ready", windows ? {} : { message: "Plugin enabled" }),
    })),
  };
}

/**
 * One disk of the instance view. `EncryptionState/encrypted` says that the disk is stamped, not that it is encrypted ("Verify
 * encryption status for Linux"); a disk that never met Azure Disk Encryption has no such status (recorded). With dual pass and on an unmanaged disk the
 * VM's model has the settings, of its OS disk alone; that the view goes by them is not documented.
 */
function diskView({ name, role, resource }: AttachedDisk, { properties }: Resource, time: Date): JsonObject {
  const own = valueAt(resource?.properties, "encryptionSettingsCollection");
  const ofModel =
    role === "os" ? valueAt(properties, "storageProfile", "osDisk", "encryptionSettings") : undefined;
  const stamp = own ?? ofModel;
  const enabled = valueAt(stamp, "enabled") === true;
  const entries: readonly Json[] =
    own !== undefined ? listAt(own, "encryptionSettings") : ofModel !== undefined ? [ofModel] : [];
  const settings: readonly Json[] = enabled
    ? entries.map((entry) => ({ enabled, ...(isJsonObject(entry) ? entry : {}) }))
    : [{ enabled }];
  return {
    name,
    ...defined({ encryptionSettings: stamp === undefined ? undefined : settings }),
    statuses: [
      provisioned({ time: azureTime(time) }),
      ...(stamp === undefined
        ? []
        : [
            enabled
              ? status("EncryptionState/encrypted", "Encryption is enabled on disk")
              : status("EncryptionState/notEncrypted", "Disk is not encrypted"),
          ]),
    ],
  };
}

function provisioningStatus(
  { properties }: Resource,
  guest: GuestOperatingSystem | undefined,
  world: World,
): JsonObject {
  const time = azureTime(guest?.provisionedAt ?? world.clock.now());
  const state = textAt(properties, "provisioningState") ?? "Succeeded";
  switch (state) {
    case "Succeeded":
      return provisioned({ time });
    case "Failed": {
      const { code = "", message = "" } = guest?.provisioningError ?? {};
      const more = { level: "Error", message, time };
      return status(`ProvisioningState/failed/${code}`, "Provisioning failed", more);
    }
    default:
      return status(`ProvisioningState/${state.toLowerCase()}`, state, { time });
  }
}
