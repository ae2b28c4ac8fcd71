import { createVirtualMachineInMs } from "../guest/durations";
import { defaultSpecification, type GuestSpecification } from "../guest/specification";
import { contentOf, takeDisks } from "../guest/disk-content";
import { createGuest } from "../guest/guest";
import { attachedDisks } from "../guest/hardware";
import type { Call, Reply } from "../http";
import { isJsonObject, objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { bootVirtualMachine, startRefusal } from "./start";
import { certificateRefusal } from "./certificate-refusals";
import { identityIn, virtualMachineBody, withNewEtag, withoutSecrets } from "./virtual-machine-body";
import { assertComplete, assertNewAccepted } from "./virtual-machine-refusals";
import { bodyOf, locationIn, tagsIn } from "../request-body";
import type { Target } from "../resource-type";
import { virtualMachineType } from "../resource-types";
import { sourceImageOf, type SourceImage } from "./source-image";
import { azureTime } from "../times";
import { settledNetworkProfile, settleNetworkInterfaces } from "./virtual-machine-network";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";
import { acceptedStorageProfile, settleDisks } from "./virtual-machine-storage";

/** PUT of a new VM: 201, and minutes later its disks are there, and an operating system inside. */
export function createVirtualMachine(call: Call, { id, name }: Target): Reply {
  const { world } = call;
  const body = bodyOf(call);
  const sent = objectAt(body, "properties");
  const location = locationIn(body);
  assertComplete(world, sent);
  const image = sourceImageOf(world, location, sent);
  const asked: Resource = {
    id,
    name,
    type: virtualMachineType,
    location,
    properties: {
      ...sent,
      storageProfile: withCreateOption(
        acceptedStorageProfile(world, sent, image === undefined ? {} : { osType: image.osType }),
      ),
    },
  };
  assertNewAccepted(world, asked, image);
  const virtualMachine: Resource = {
    ...asked,
    ...tagsIn(body),
    ...zonesIn(body),
    ...identityIn(world, body, { name }),
    etag: '"1"',
    properties: {
      ...withProvisioningDefaults(withoutSecrets(asked.properties), image),
      ...networkProfileOf(world, asked),
      vmId: world.identifiers.guid(),
      provisioningState: "Creating",
      timeCreated: azureTime(world.clock.now()),
    },
  };
  world.resources.put(virtualMachine);
  settleNetworkInterfaces(world, virtualMachine, []);
  const operation = startOperation(call, {
    virtualMachine,
    name: "create",
    durationInMs: createVirtualMachineInMs,
    provisioningState: "Creating",
    retryAfterInSeconds: 30,
    finish: () => {
      const made = world.resources.get(virtualMachine.id) ?? virtualMachine;
      settleDisks(world, made, [], image);
      const settled = withExactVersion(
        withNewEtag(world.resources.get(virtualMachine.id) ?? made),
        image?.exactVersion,
      );
      world.resources.put(settled);
      const guest = createGuest(world, settled.id, specificationOf(world, settled, image), "stopped");
      takeDisks(world, guest, settled);
      const refusal = certificateRefusal(world, settled) ?? startRefusal(world, settled);
      if (refusal !== undefined) return { error: refusal };
      bootVirtualMachine(world, settled, guest);
      return {};
    },
  });
  const retryAfterInSeconds = 10;
  return {
    status: 201,
    headers: virtualMachineHeaders(call, virtualMachine, operation, {
      withLocation: false,
      retryAfterInSeconds,
    }),
    body: virtualMachineBody(world, virtualMachine),
  };
}

/** A request that says nothing of the OS disk means one made from the image. */
function withCreateOption(profile: JsonObject): JsonObject {
  return { ...profile, osDisk: { createOption: "FromImage", ...objectAt(profile, "osDisk") } };
}

function networkProfileOf(world: World, virtualMachine: Resource): JsonObject {
  return { networkProfile: settledNetworkProfile(world, virtualMachine) };
}

function zonesIn(body: JsonObject): { readonly zones?: readonly string[] } {
  const { zones } = body;
  if (!Array.isArray(zones)) return {};
  return { zones: zones.filter((zone): zone is string => typeof zone === "string") };
}

/** How an operating system is provisioned where the request does not say (recorded in 2024). */
function withProvisioningDefaults(properties: JsonObject, image: SourceImage | undefined): JsonObject {
  if (properties["osProfile"] === undefined) return properties;
  const osProfile = objectAt(properties, "osProfile");
  const isWindows = image?.osType === "Windows";
  const name = isWindows ? "windowsConfiguration" : "linuxConfiguration";
  const configuration = {
    provisionVMAgent: true,
    ...(isWindows ? { enableAutomaticUpdates: true } : { disablePasswordAuthentication: false }),
    ...objectAt(osProfile, name),
    patchSettings: {
      patchMode: isWindows ? "AutomaticByOS" : "ImageDefault",
      assessmentMode: "ImageDefault",
      ...objectAt(osProfile, name, "patchSettings"),
    },
  };
  return { ...properties, osProfile: { ...osProfile, [name]: configuration } };
}

/** Behind `latest` stands a version, which a GET answers (recorded in 2024). */
function withExactVersion(virtualMachine: Resource, exactVersion: string | undefined): Resource {
  const { properties } = virtualMachine;
  const reference = valueAt(properties, "storageProfile", "imageReference");
  if (exactVersion === undefined || !isJsonObject(reference)) return virtualMachine;
  const storageProfile = {
    ...objectAt(properties, "storageProfile"),
    imageReference: { ...reference, exactVersion },
  };
  return { ...virtualMachine, properties: { ...properties, storageProfile } };
}

/** The operating system inside: the image's, or the one on the disk. Of an uploaded disk nothing but the OS type is known. */
function specificationOf(
  world: World,
  virtualMachine: Resource,
  image: SourceImage | undefined,
): GuestSpecification {
  if (image !== undefined) return image.specification;
  const osDisk = attachedDisks(world, virtualMachine)[0]?.resource;
  const osType = textAt(osDisk?.properties, "osType") === "Windows" ? "Windows" : "Linux";
  return contentOf(world, osDisk?.id ?? "").specification ?? defaultSpecification(osType, undefined);
}
