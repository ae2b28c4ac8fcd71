import { agentIsReady, lookAtGuest, type GuestOperatingSystem } from "../guest/guest";
import { attachedDisks, hardwareOf, type AttachedDisk } from "../guest/hardware";
import type { GuestSpecification } from "../guest/specification";
import { isJsonObject, listAt, textAt, valueAt, type Json, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { extensionInstanceView, extensionsOf, handlerVersion } from "./extension-instance-view";
import { agentTime, azureTime } from "../times";

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
      ...(guest?.generalized === true
        ? [{ code: "OSState/generalized", level: "Info", displayStatus: "VM generalized" }]
        : []),
      ...(guest === undefined
        ? []
        : [
            {
              code: `PowerState/${guest.powerState}`,
              level: "Info",
              displayStatus: `VM ${guest.powerState}`,
            },
          ]),
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
        {
          code: "ProvisioningState/Unavailable",
          level: "Warning",
          displayStatus: "Not Ready",
          message: "VM status blob is found but not yet populated.",
          time: agentTime(world.clock.now()),
        },
      ],
    };
  }
  const windows = guest.osType === "Windows";
  return {
    vmAgentVersion: windows ? "2.7.41491.1095" : "2.11.1.12",
    statuses: [
      {
        code: "ProvisioningState/succeeded",
        level: "Info",
        displayStatus: "Ready",
        message: windows ? "GuestAgent is running and processing the extensions." : "Guest Agent is running",
        time: agentTime(world.clock.now()),
      },
    ],
    extensionHandlers: extensionsOf(world, virtualMachine).map((extension) => ({
      type: `${textAt(extension.properties, "publisher") ?? ""}.${textAt(extension.properties, "type") ?? ""}`,
      typeHandlerVersion: handlerVersion(guest, extension),
      status: {
        code: "ProvisioningState/succeeded",
        level: "Info",
        displayStatus: "Ready",
        ...(windows ? {} : { message: "Plugin enabled" }),
      },
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
    ...(stamp === undefined ? {} : { encryptionSettings: settings }),
    statuses: [
      {
        code: "ProvisioningState/succeeded",
        level: "Info",
        displayStatus: "Provisioning succeeded",
        time: azureTime(time),
      },
      ...(stamp === undefined
        ? []
        : [
            enabled
              ? {
                  code: "EncryptionState/encrypted",
                  level: "Info",
                  displayStatus: "Encryption is enabled on disk",
                }
              : {
                  code: "EncryptionState/notEncrypted",
                  level: "Info",
                  displayStatus: "Disk is not encrypted",
                },
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
      return {
        code: "ProvisioningState/succeeded",
        level: "Info",
        displayStatus: "Provisioning succeeded",
        time,
      };
    case "Failed": {
      const { code = "", message = "" } = guest?.provisioningError ?? {};
      return {
        code: `ProvisioningState/failed/${code}`,
        level: "Error",
        displayStatus: "Provisioning failed",
        message,
        time,
      };
    }
    default:
      return { code: `ProvisioningState/${state.toLowerCase()}`, level: "Info", displayStatus: state, time };
  }
}
