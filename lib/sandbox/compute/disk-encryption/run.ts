import type { DiskEncryptionRun, EncryptionOperation, VolumeType } from "../../guest/handler-status";
import {
  disableInMs,
  diskEncryptionChecksInMs,
  linuxEnableInMs,
  windowsEnableInMs,
} from "../../guest/durations";
import { startDecryption, startEncryption, volumesOfRun, formatVolumes } from "../../guest/encrypt";
import type { GuestOperatingSystem } from "../../guest/guest";
import { hardwareOf } from "../../guest/hardware";
import { volumesOf } from "../../guest/volumes";
import { objectAt } from "../../json";
import * as platformKeyVault from "../../keyvault/platform-key-vault";
import type { Operation, OperationEnd } from "../../operations";
import { disableRules, enableRules, encryptionRules, firstRefusal } from "../../rules/index";
import {
  configurationRefusal,
  type EncryptionRequest,
  type Refusal,
  diskEncryptionSettings,
  volumeTypeOf,
} from "../../rules/rule";
import type { Resource, World } from "../../state";
import { clearStamps, stampDisks } from "./stamp";

/** One run of the Azure Disk Encryption extension. */
export interface ExtensionRun {
  readonly durationInMs: number;
  /** To be called once its operation was started. */
  readonly begin: (operation: Operation) => void;
  readonly finish: () => OperationEnd;
  /** To be called where another operation overtakes this one: what the host has taken goes on at the next boot. */
  readonly abandon: () => void;
}

/** From the request to the extension's checks when disabling; assumed, inside the recorded 38 seconds. */
const disableChecksInMs = 10_000;

/**
 * Runs the extension in a guest: checks, then the stamp on the disks, then encryption, which goes on after the operation is over.
 *
 * The extension tells of a refusal when its operation ends, as recorded ones do.
 */
export function diskEncryptionRun(
  world: World,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
  extension: Resource,
): ExtensionRun {
  const earlier = guest.diskEncryption;
  const settings = diskEncryptionSettings(objectAt(extension.properties, "settings"));
  const operationName = operationOf(settings.EncryptionOperation);
  const volumeType =
    guest.osType === "Windows" && settings.VolumeType === undefined ? "All" : volumeTypeOf(settings);
  const isEnabling = operationName !== "DisableEncryption";
  const enableInMs = guest.osType === "Windows" ? windowsEnableInMs : linuxEnableInMs;

  let hostHasTakenIt = false;
  let settingsUpdated = false;
  const report = (outcome: DiskEncryptionRun["outcome"]): void => {
    guest.diskEncryption = {
      operation: operationName ?? "EnableEncryption",
      volumeType: volumeType ?? "All",
      ...(settingsUpdated ? { settingsUpdated } : {}),
      outcome,
    };
  };
  const check = (): Refusal | undefined => {
    const request: EncryptionRequest = {
      world,
      virtualMachine,
      guest,
      hardware: hardwareOf(world, virtualMachine),
      volumes: volumesOf(world, guest, virtualMachine),
      settings,
      volumeType,
      earlier,
    };
    if (operationName === undefined) {
      return configurationRefusal(
        request,
        `(sandbox) EncryptionOperation '${settings.EncryptionOperation ?? ""}' is not known.`,
      );
    }
    const refusal = firstRefusal(isEnabling ? enableRules : disableRules, request);
    if (refusal !== undefined || volumeType === undefined) return refusal;
    if (isEnabling) {
      const enabled = enable(request, operationName, volumeType);
      settingsUpdated = enabled.settingsUpdated;
      return enabled.refusal;
    }
    clearStamps(world, guest, virtualMachine, volumeType);
    startDecryption(world, guest, virtualMachine, volumeType);
    return undefined;
  };

  return {
    durationInMs: isEnabling ? enableInMs : disableInMs,
    begin: (operation) => {
      report({ kind: "transitioning", message: "" });
      world.clock.after(isEnabling ? diskEncryptionChecksInMs : disableChecksInMs, () => {
        if (operation.status !== "InProgress") return;
        const refusal = check();
        hostHasTakenIt = refusal === undefined;
        if (refusal !== undefined) report({ kind: "failed", ...refusal });
        else {
          const linuxMessage = isEnabling ? "Encryption settings stamped" : "Encryption settings cleared";
          report({ kind: "transitioning", message: guest.osType === "Linux" ? linuxMessage : "" });
        }
      });
    },
    finish: (): OperationEnd => {
      const outcome = guest.diskEncryption?.outcome;
      if (outcome?.kind === "failed") return { error: extensionFailure(extension.name, outcome.message) };
      report({ kind: "succeeded" });
      return {};
    },
    abandon: () => {
      if (hostHasTakenIt) report({ kind: "succeeded" });
      else guest.diskEncryption = earlier;
    },
  };
}

/** How Azure passes on what an extension reported (recorded). */
function extensionFailure(
  name: string,
  message: string,
): { readonly code: string; readonly message: string } {
  return {
    code: "VMExtensionProvisioningError",
    message: `VM has reported a failure when processing extension '${name}'. Error message: "${message}".`,
  };
}

/** The values are case sensitive ("Azure Disk Encryption for Windows", extension schema). */
function operationOf(name: string | undefined): EncryptionOperation | undefined {
  return (["EnableEncryption", "EnableEncryptionFormatAll", "DisableEncryption"] as const).find(
    (operation) => operation === name,
  );
}

function enable(
  request: EncryptionRequest,
  operation: EncryptionOperation,
  volumeType: VolumeType,
): { readonly settingsUpdated: boolean; readonly refusal: Refusal | undefined } {
  const { world, guest, virtualMachine, settings } = request;
  const vault = platformKeyVault.findVault(world, settings.KeyVaultURL ?? "");
  if (vault === undefined) throw new TypeError("(sandbox) The rules let a request without a vault through.");
  const settingsUpdated = stampDisks(
    { world, vault, settings, virtualMachine, guest },
    { operation, volumeType },
  );
  const refusal = firstRefusal(encryptionRules, request);
  if (refusal === undefined && operation === "EnableEncryptionFormatAll") {
    const volumes = volumesOf(world, guest, virtualMachine);
    formatVolumes(guest, volumesOfRun(volumes, guest.osType, operation, volumeType));
  }
  if (refusal === undefined) startEncryption(world, guest, virtualMachine, { operation, volumeType });
  return { settingsUpdated, refusal };
}
