import { defined, parseResourceId, RunbookError } from "@runbooks/azure";
import {
  literal,
  literally,
  PARAMETERS_SCHEMA,
  type ParameterValue,
  type ResourceManagerTemplate,
  secretsWithoutValue,
  TEMPLATE_SCHEMA,
  type TemplateParameter,
  type TemplateParametersFile,
  type TemplateResource,
} from "../../nouns/template";
import { EXTENSION_PUBLISHER, type ExtensionType, type PutExtension } from "../../change/actions/extension";
import type { CreateSnapshot } from "../../change/actions/snapshot";
import {
  ADMIN_PASSWORD,
  type CreateVirtualMachine,
  type FromImage,
  type NewDataDisk,
  type NewNetworkProfile,
  type NewOsProfile,
} from "../../change/actions/virtual-machine";
import type { Plan, PlanStep } from "../../change/plan";

/** A plan as a Resource Manager template, with the parameters file that makes it the plan's own deployment. */
export interface ExportedTemplate {
  readonly template: ResourceManagerTemplate;
  readonly parameters: TemplateParametersFile;
  /** Parameters without a value in the file: secrets, handed over when the template is deployed. */
  readonly secretParameters: readonly string[];
  /** What the plan does and a template can't: titles of steps. */
  readonly leftOut: readonly string[];
}

/** api-versions that Azure publishes types for. `specs/bicep-types`; Microsoft.Network: "Microsoft.Network networkInterfaces", read 2026-11-25. */
const API_VERSIONS = {
  compute: "2025-04-01",
  disks: "2025-01-02",
  network: "2024-05-01",
} as const;

/** What is gathered while a template is written. */
interface Draft {
  readonly parameters: Record<string, TemplateParameter>;
  readonly values: Record<string, ParameterValue>;
  readonly variables: Record<string, string>;
  readonly resources: TemplateResource[];
}

/**
 * Writes a plan as a Resource Manager template: the VM, its network interface, the snapshots and the extension, each after what it needs; and
 * a parameters file. The plan of a new VM, or of the encryption of one that is there. Pure; the same plan gives the same template.
 *
 * A template knows no secret: an administrator's password is a parameter of the type `securestring` without a value.
 *
 * @throws RunbookError `ArgumentInvalid` for a plan that makes no VM and encrypts none.
 */
export function exportTemplate(plan: Plan): ExportedTemplate {
  const draft: Draft = { parameters: {}, values: {}, variables: {}, resources: [] };
  const steps = plan.steps.filter(({ action }) => isExported(action.kind));
  const [first] = steps;
  if (first === undefined || !steps.some(({ action }) => action.kind !== "create-snapshot")) {
    throw new RunbookError(
      "ArgumentInvalid",
      `Plan ${plan.hash} (${plan.job} for ${plan.target}) makes no VM and encrypts none: there is nothing to export.`,
      "Export a plan of planNewVirtualMachine or planEncryption that has such steps.",
    );
  }
  addParameter(draft, "vmName", "Name of the virtual machine, and of the computer in it.", plan.target);
  addParameter(draft, "location", "Azure region of all resources.", locationOf(first));
  for (const step of steps) addStep(draft, step);
  const template: ResourceManagerTemplate = {
    $schema: TEMPLATE_SCHEMA,
    contentVersion: "1.0.0.0",
    parameters: draft.parameters,
    variables: draft.variables,
    resources: draft.resources,
    outputs: {
      virtualMachineId: { type: "string", value: `[${VM_ID}]` },
    },
  };
  return {
    template,
    parameters: { $schema: PARAMETERS_SCHEMA, contentVersion: "1.0.0.0", parameters: draft.values },
    secretParameters: secretsWithoutValue(template, draft.values),
    leftOut: plan.steps.filter((step) => !steps.includes(step)).map(({ title }) => title),
  };
}

const isExported = (kind: PlanStep["action"]["kind"]): boolean =>
  kind === "create-virtual-machine" || kind === "create-snapshot" || kind === "put-extension";

function locationOf({ action }: PlanStep): string {
  return "location" in action ? action.location : "";
}

function addStep(draft: Draft, { action }: PlanStep): void {
  switch (action.kind) {
    case "create-virtual-machine":
      addVirtualMachine(draft, action);
      break;
    case "create-snapshot":
      addSnapshot(draft, action);
      break;
    case "put-extension":
      addExtension(draft, action);
      break;
    default:
      break;
  }
}

/** Takes a value out of the template into a parameter; answers the expression in its place. */
function addParameter(
  draft: Draft,
  name: string,
  description: string,
  value: string | number,
  allowedValues?: readonly string[],
): string {
  draft.parameters[name] = {
    type: typeof value === "number" ? "int" : "string",
    ...defined({ allowedValues }),
    metadata: { description },
  };
  draft.values[name] = { value };
  return `[parameters('${name}')]`;
}

function addVariable(draft: Draft, name: string, expression: string): string {
  draft.variables[name] = expression;
  return `[variables('${name}')]`;
}

const VM_ID = "resourceId('Microsoft.Compute/virtualMachines', parameters('vmName'))";

/** The ids, as expressions, of the resources that are in the template so far. */
const idsOf = (draft: Draft): readonly string[] =>
  draft.resources.map(({ type, name }) => `[resourceId('${type}', ${inExpression(name)})]`);

/** A name as part of an expression: an expression without its brackets, or a text in quotes. */
const inExpression = (name: string): string =>
  /^\[(?!\[)/.test(name) ? name.slice(1, -1) : `'${name.replace(/^\[\[/, "[").replaceAll("'", "''")}'`;

function addVirtualMachine(draft: Draft, action: CreateVirtualMachine): void {
  const { properties, tags } = action;
  const { securityProfile, diagnosticsProfile, hardwareProfile } = properties;
  if (properties.osProfile === undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      "A VM on a disk that is there is not exported.",
      "Export the plan of a VM from a Marketplace image.",
    );
  }
  const vmSize = addParameter(draft, "vmSize", "Size of the virtual machine.", hardwareProfile.vmSize);
  const storageProfile = storageProfileOf(draft, properties);
  const osProfile = osProfileOf(draft, properties.osProfile);
  const networkProfile = addNetworkInterfaces(draft, properties.networkProfile);
  const dependsOn = idsOf(draft);
  draft.resources.push({
    type: "Microsoft.Compute/virtualMachines",
    apiVersion: API_VERSIONS.compute,
    name: "[parameters('vmName')]",
    location: "[parameters('location')]",
    ...(tags === undefined ? {} : { tags: literalTags(tags) }),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    properties: {
      hardwareProfile: { vmSize },
      storageProfile,
      osProfile,
      networkProfile,
      ...defined({ securityProfile, diagnosticsProfile }),
    },
  });
}

const literalTags = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, literal(value)]));

function storageProfileOf(draft: Draft, { storageProfile }: FromImage): Readonly<Record<string, unknown>> {
  const { imageReference, osDisk, dataDisks = [] } = storageProfile;
  const { managedDisk, diskSizeGB, ...rest } = osDisk;
  const set = managedDisk.diskEncryptionSet;
  const diskEncryptionSet =
    set === undefined
      ? {}
      : {
          diskEncryptionSet: {
            id: addParameter(
              draft,
              "diskEncryptionSetId",
              "Resource id of the disk encryption set whose key encrypts the disks.",
              set.id,
            ),
          },
        };
  return {
    imageReference: {
      publisher: addParameter(
        draft,
        "imagePublisher",
        "Publisher of the Marketplace image.",
        imageReference.publisher,
      ),
      offer: addParameter(draft, "imageOffer", "Offer of the Marketplace image.", imageReference.offer),
      sku: addParameter(draft, "imageSku", "SKU of the Marketplace image.", imageReference.sku),
      version: addParameter(
        draft,
        "imageVersion",
        "Version of the Marketplace image.",
        imageReference.version,
      ),
    },
    osDisk: {
      ...rest,
      name: addVariable(draft, "osDiskName", "[concat(parameters('vmName'), '-osdisk')]"),
      ...(diskSizeGB === undefined
        ? {}
        : { diskSizeGB: addParameter(draft, "osDiskSizeGB", "Size of the OS disk in GB.", diskSizeGB) }),
      managedDisk: {
        storageAccountType: addParameter(
          draft,
          "osDiskStorageAccountType",
          "Kind of storage of the OS disk.",
          managedDisk.storageAccountType,
        ),
        ...diskEncryptionSet,
      },
    },
    ...(dataDisks.length === 0
      ? {}
      : { dataDisks: dataDisks.map((disk) => dataDiskOf(draft, disk, diskEncryptionSet)) }),
  };
}

function dataDiskOf(draft: Draft, disk: NewDataDisk, diskEncryptionSet: object): unknown {
  if (disk.createOption === "Attach") return literally(disk);
  const { lun, managedDisk } = disk;
  return {
    ...disk,
    name: addVariable(draft, `dataDisk${lun}Name`, `[concat(parameters('vmName'), '-datadisk-${lun}')]`),
    managedDisk: { storageAccountType: literal(managedDisk.storageAccountType), ...diskEncryptionSet },
  };
}

function osProfileOf(draft: Draft, osProfile: NewOsProfile): Readonly<Record<string, unknown>> {
  const administrator = {
    computerName: "[parameters('vmName')]",
    adminUsername: addParameter(
      draft,
      "adminUsername",
      "Name of the administrator.",
      osProfile.adminUsername,
    ),
    ...(osProfile.adminPassword === undefined ? {} : { adminPassword: addSecret(draft) }),
  };
  if ("windowsConfiguration" in osProfile)
    return { ...administrator, windowsConfiguration: osProfile.windowsConfiguration };
  const { linuxConfiguration } = osProfile;
  if (!("ssh" in linuxConfiguration)) return { ...administrator, linuxConfiguration };
  return {
    ...administrator,
    linuxConfiguration: {
      ...linuxConfiguration,
      ssh: {
        publicKeys: linuxConfiguration.ssh.publicKeys.map(({ keyData }) => ({
          path: "[concat('/home/', parameters('adminUsername'), '/.ssh/authorized_keys')]",
          keyData: addParameter(draft, "adminSshPublicKey", "Public SSH key of the administrator.", keyData),
        })),
      },
    },
  };
}

function addSecret(draft: Draft): string {
  draft.parameters[ADMIN_PASSWORD] = {
    type: "securestring",
    metadata: {
      description: "Password of the administrator. In no file: handed over when the template is deployed.",
    },
  };
  return `[parameters('${ADMIN_PASSWORD}')]`;
}

/** The interfaces as resources of their own, as a template makes them; of interfaces that are there, their ids. */
function addNetworkInterfaces(draft: Draft, profile: NewNetworkProfile): Readonly<Record<string, unknown>> {
  if ("networkInterfaces" in profile) return { networkInterfaces: literally(profile.networkInterfaces) };
  return {
    networkInterfaces: profile.networkInterfaceConfigurations.map(({ properties }, index) => {
      const suffix = index === 0 ? "" : String(index + 1);
      const name = addVariable(
        draft,
        `networkInterface${suffix}Name`,
        `[concat(parameters('vmName'), '-nic${suffix}')]`,
      );
      draft.resources.push({
        type: "Microsoft.Network/networkInterfaces",
        apiVersion: API_VERSIONS.network,
        name,
        location: "[parameters('location')]",
        properties: {
          ipConfigurations: properties.ipConfigurations.map((configuration) => ({
            name: literal(configuration.name),
            properties: {
              primary: configuration.properties.primary,
              privateIPAllocationMethod: "Dynamic",
              subnet: {
                id: addParameter(
                  draft,
                  `subnet${suffix}Id`,
                  "Resource id of the subnet that the VM is put into.",
                  configuration.properties.subnet.id,
                ),
              },
            },
          })),
        },
      });
      return {
        id: `[resourceId('Microsoft.Network/networkInterfaces', ${inExpression(name)})]`,
        properties: { primary: properties.primary, deleteOption: properties.deleteOption },
      };
    }),
  };
}

/** A snapshot of a disk that the template makes, or of one that is there. */
function addSnapshot(draft: Draft, { snapshotId, sourceDiskId }: CreateSnapshot): void {
  const dependsOn = idsOf(draft).filter((id) => id.includes("Microsoft.Compute/virtualMachines"));
  const diskName = parseResourceId(sourceDiskId).name;
  const { name } = parseResourceId(snapshotId);
  // A long name was cut by the plan: then it is taken as it is.
  const made = name.startsWith(diskName) ? diskVariableOf(draft, diskName) : undefined;
  draft.resources.push({
    type: "Microsoft.Compute/snapshots",
    apiVersion: API_VERSIONS.disks,
    name:
      made === undefined ? literal(name) : `[concat(variables('${made}'), '${name.slice(diskName.length)}')]`,
    location: "[parameters('location')]",
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    properties: {
      creationData: {
        createOption: "Copy",
        sourceResourceId:
          made === undefined
            ? literal(sourceDiskId)
            : `[resourceId('Microsoft.Compute/disks', variables('${made}'))]`,
      },
      incremental: false,
    },
  });
}

/** The variable that holds the name of a disk which the template makes. */
function diskVariableOf(draft: Draft, diskName: string): string | undefined {
  const value = draft.values["vmName"];
  const vmName = value !== undefined && "value" in value ? String(value.value) : "";
  return Object.entries(draft.variables).find(
    ([, expression]) => expression === `[concat(parameters('vmName'), '${diskName.slice(vmName.length)}')]`,
  )?.[0];
}

function addExtension(draft: Draft, action: PutExtension): void {
  const { extensionType, typeHandlerVersion, settings } = action;
  const dependsOn = idsOf(draft).filter((id) => id.includes("Microsoft.Compute/"));
  const { SequenceVersion: sequenceVersion, ...others } = settings;
  const forceUpdateTag = addParameter(
    draft,
    "forceUpdateTag",
    "Any new value makes the extension run again.",
    String(sequenceVersion),
  );
  draft.resources.push({
    type: "Microsoft.Compute/virtualMachines/extensions",
    apiVersion: API_VERSIONS.compute,
    name: `[concat(parameters('vmName'), '/${extensionType}')]`,
    location: "[parameters('location')]",
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    properties: {
      publisher: EXTENSION_PUBLISHER,
      type: extensionType,
      typeHandlerVersion,
      autoUpgradeMinorVersion: true,
      forceUpdateTag,
      settings: {
        ...Object.fromEntries(
          Object.entries(others).map(([name, value]) => [name, settingOf(draft, action, name, value)]),
        ),
        SequenceVersion: forceUpdateTag,
      },
    },
  });
}

/** The settings that another deployment would have otherwise are parameters. */
const settingParameters: Readonly<Record<string, readonly [name: string, description: string]>> = {
  KeyVaultURL: ["keyVaultUrl", "URL of the key vault that the volumes' keys are written to."],
  KeyVaultResourceId: ["keyVaultResourceId", "Resource id of the same key vault."],
  KeyEncryptionKeyURL: [
    "keyEncryptionKeyUrl",
    "URL, with its version, of the key that wraps the volumes' keys.",
  ],
  KekVaultResourceId: ["keyEncryptionKeyVaultResourceId", "Resource id of the vault of that key."],
  VolumeType: ["volumeType", "Volumes to encrypt."],
};

/** On Windows data volumes are not encrypted without the OS volume. */
const volumeTypes: Readonly<Record<ExtensionType, readonly string[]>> = {
  AzureDiskEncryption: ["OS", "All"],
  AzureDiskEncryptionForLinux: ["OS", "Data", "All"],
};

function settingOf(draft: Draft, { extensionType }: PutExtension, name: string, value: unknown): unknown {
  const [parameter, description] = settingParameters[name] ?? [];
  if (parameter === undefined || description === undefined || typeof value !== "string")
    return literally(value);
  const allowed = name === "VolumeType" ? volumeTypes[extensionType] : undefined;
  return addParameter(draft, parameter, description, value, allowed);
}
