import { z } from "zod";

import type { Fleet, FleetDisk, FleetKey, FleetResource, FleetVault, FleetVirtualMachine } from "../fleets";
import type { GuestSpecification } from "../guest/specification";
import type { Json, JsonObject } from "../json";

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);
const texts = z.record(z.string(), z.string());
const text = z.string().min(1);
const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "is not a GUID");
const time = z.iso.datetime();
const region = z.string().regex(/^[a-z0-9]+$/, "is not a region's name as Resource Manager spells it");
const sizeInGB = z.number().int().positive();

const key: z.ZodType<FleetKey> = z.strictObject({
  name: text,
  keyType: z.enum(["RSA", "RSA-HSM", "EC"]),
  keySizeInBits: z.exactOptional(z.number().int().positive()),
  enabled: z.exactOptional(z.boolean()),
  expires: z.exactOptional(time),
  version: z.string().regex(/^[0-9a-f]{32}$/, "is not 32 hexadecimal digits"),
});

const vault: z.ZodType<FleetVault> = z.strictObject({
  name: z.string().regex(/^[a-z](-?[a-z0-9]){2,23}$/i, "is not the name of a vault"),
  subscriptionId: guid,
  resourceGroupName: text,
  location: region,
  tags: z.exactOptional(texts),
  properties: jsonObject,
  keys: z.exactOptional(z.array(key)),
});

const disk: z.ZodType<FleetDisk> = z.strictObject({
  name: text,
  lun: z.exactOptional(z.number().int().nonnegative()),
  diskSizeGB: sizeInGB,
  sku: z.enum(["Standard_LRS", "StandardSSD_LRS", "Premium_LRS", "PremiumV2_LRS", "UltraSSD_LRS"]),
  vhdUri: z.exactOptional(z.url()),
  writeAcceleratorEnabled: z.exactOptional(z.boolean()),
  ephemeral: z.exactOptional(z.boolean()),
  maxShares: z.exactOptional(z.number().int().positive()),
  diskEncryptionSetId: z.exactOptional(text),
});

const guestCommon = {
  agent: z.exactOptional(z.enum(["Ready", "Not Ready"])),
  blockedHosts: z.exactOptional(z.array(text)),
  proxyAnswers: z.exactOptional(z.record(z.string(), z.number().int())),
  hiddenDisks: z.exactOptional(z.array(z.number().int().nonnegative())),
  runCommand: z.exactOptional(z.enum(["answers", "prints-nothing", "prints-garbage"])),
  dataVolumes: z.exactOptional(
    z.array(
      z.strictObject({
        lun: z.number().int().nonnegative(),
        mountPoint: text,
        fileSystem: text,
        besideIt: z.exactOptional(text),
        encryptedByOwner: z.exactOptional(z.boolean()),
        empty: z.exactOptional(z.boolean()),
        layout: z.exactOptional(
          z.enum(["partition", "whole-disk", "lvm", "linear", "raid0", "raid1", "multipath"]),
        ),
        transport: z.exactOptional(z.enum(["iscsi", "nvme"])),
        isMounted: z.exactOptional(z.boolean()),
        fstab: z.exactOptional(
          z.union([
            z.literal("none"),
            z.strictObject({ by: z.enum(["UUID", "device-name"]), nofail: z.boolean() }),
          ]),
        ),
      }),
    ),
  ),
};

const kernelModule = z.enum(["available", "blocked", "missing"]);

const guest: z.ZodType<GuestSpecification> = z.discriminatedUnion("osType", [
  z.strictObject({
    ...guestCommon,
    osType: z.literal("Windows"),
    osName: text,
    osBuild: z.number().int().positive(),
    domainJoined: z.exactOptional(z.boolean()),
    groupPolicy: z.exactOptional(z.record(z.string(), z.number().int())),
    aesCbcBlocked: z.exactOptional(z.boolean()),
    clustered: z.exactOptional(z.boolean()),
    language: z.exactOptional(text),
    bitLockerFeature: z.exactOptional(z.enum(["installed", "not-installed"])),
    mbam: z.exactOptional(
      z.strictObject({
        policies: z.exactOptional(z.record(z.string(), z.number().int())),
        agent: z.exactOptional(z.boolean()),
      }),
    ),
    containers: z.exactOptional(z.boolean()),
    temporaryVolume: z.exactOptional(
      z.strictObject({
        label: z.exactOptional(z.string()),
        hasWarningFile: z.exactOptional(z.boolean()),
      }),
    ),
    dynamicDisks: z.exactOptional(z.array(z.number().int().nonnegative())),
    storageSpaces: z.exactOptional(
      z.strictObject({
        luns: z.array(z.number().int().nonnegative()),
        direct: z.exactOptional(z.boolean()),
      }),
    ),
    iscsiVolumes: z.exactOptional(z.array(z.strictObject({ mountPoint: text, fileSystem: text }))),
    encryptedByOwner: z.exactOptional(z.boolean()),
    protectionSuspended: z.exactOptional(z.boolean()),
  }),
  z.strictObject({
    ...guestCommon,
    osType: z.literal("Linux"),
    distribution: text,
    distributionVersion: text,
    kernelRelease: z.exactOptional(text),
    rootUsageInGB: z.exactOptional(z.number().positive()),
    rootLayout: z.exactOptional(z.enum(["partition", "lvm", "lvm-own", "lvm-extended"])),
    kernelModules: z.exactOptional(
      z.strictObject({ dm_crypt: z.exactOptional(kernelModule), vfat: z.exactOptional(kernelModule) }),
    ),
    selinux: z.exactOptional(z.enum(["enforcing", "permissive", "disabled"])),
    crashKernelLoaded: z.exactOptional(z.boolean()),
    networkShares: z.exactOptional(
      z.array(z.strictObject({ mountPoint: text, fileSystem: text, source: text })),
    ),
  }),
]);

const virtualMachine: z.ZodType<FleetVirtualMachine> = z.strictObject({
  name: text,
  why: text,
  subscriptionId: guid,
  resourceGroupName: text,
  location: region,
  vmSize: text,
  hyperVGeneration: z.enum(["V1", "V2"]),
  timeCreated: time,
  image: z.exactOptional(
    z.strictObject({ publisher: text, offer: text, sku: text, exactVersion: z.exactOptional(text) }),
  ),
  powerState: z.enum(["running", "stopped", "deallocated"]),
  encryptionAtHost: z.exactOptional(z.boolean()),
  securityType: z.exactOptional(z.enum(["TrustedLaunch", "ConfidentialVM"])),
  tags: z.exactOptional(texts),
  osDisk: disk,
  dataDisks: z.array(disk),
  guest,
  announces: json,
});

const resource: z.ZodType<FleetResource> = z.strictObject({
  id: text,
  name: text,
  type: text,
  location: region,
  tags: z.exactOptional(texts),
  sku: z.exactOptional(jsonObject),
  identity: z.exactOptional(jsonObject),
  properties: jsonObject,
});

/** A fleet's file, every field of it; a field that is not known is refused too. */
export const fleetSchema: z.ZodType<Fleet> = z.strictObject({
  name: text,
  description: text,
  startsAt: time,
  tenantId: guid,
  principals: z
    .array(
      z.strictObject({
        name: text,
        objectId: guid,
        applicationId: guid,
        type: z.enum(["User", "ServicePrincipal"]),
      }),
    )
    .min(1),
  subscriptions: z.array(z.strictObject({ subscriptionId: guid, displayName: text })).min(1),
  resourceGroups: z.array(
    z.strictObject({ subscriptionId: guid, name: text, location: region, tags: z.exactOptional(texts) }),
  ),
  roleAssignments: z.array(
    z.strictObject({ principal: text, role: text, scope: text, name: z.exactOptional(guid) }),
  ),
  policyAssignments: z.array(
    z.strictObject({
      name: text,
      displayName: text,
      scope: text,
      policyDefinitionId: text,
      effect: z.enum(["Deny", "Audit", "Disabled"]),
    }),
  ),
  features: z.exactOptional(
    z.array(z.strictObject({ subscriptionId: guid, name: z.enum(["Microsoft.Compute/EncryptionAtHost"]) })),
  ),
  resources: z.array(resource),
  vaults: z.array(vault),
  virtualMachines: z.array(virtualMachine),
});
