import { defined, type MarketplaceImage, NOT_SHOWN, RunbookError } from "@runbooks/azure";
import { isPrivateKey } from "../../nouns/ssh-public-key";
import type { NewVirtualMachineRequest } from "../../checks/new-vm/facts";
import { hasTrustedLaunch, storageAccountTypeOf } from "../../checks/new-vm/intended";
import {
  NETWORK_API_VERSION,
  type FromImage,
  type NewNetworkProfile,
  type NewOsProfile,
  type NewSecurityProfile,
  type NewVirtualMachineProperties,
} from "../../change/actions/virtual-machine";
import { newDiskNames, newNetworkInterfaceName } from "./names";

/**
 * The model of a new VM from a Marketplace image, as it is sent. Pure.
 *
 * Without any setting of Azure Disk Encryption: on a VM from the Marketplace that comes afterwards, by the extension ("Azure Disk Encryption
 * scenarios on Windows VMs", 2026-02-20).
 */
export function newVirtualMachineModel(
  request: NewVirtualMachineRequest,
  image: MarketplaceImage,
): NewVirtualMachineProperties {
  const securityProfile = securityProfileOf(request, image);
  return {
    hardwareProfile: { vmSize: request.vmSize },
    storageProfile: storageProfileOf(request, image),
    osProfile: osProfileOf(request, image),
    networkProfile: networkProfileOf(request),
    ...defined({ securityProfile }),
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
  };
}

function storageProfileOf(
  request: NewVirtualMachineRequest,
  image: MarketplaceImage,
): FromImage["storageProfile"] {
  const { osDisk, dataDisks = [], encryption } = request;
  const [osDiskName = "", ...dataDiskNames] = newDiskNames(request);
  const diskEncryptionSet =
    encryption.kind === "server-side" && encryption.diskEncryptionSetId !== undefined
      ? { diskEncryptionSet: { id: encryption.diskEncryptionSetId } }
      : {};
  return {
    imageReference: image.reference,
    osDisk: {
      name: osDiskName,
      createOption: "FromImage",
      osType: image.osType,
      caching: "ReadWrite",
      deleteOption: "Delete",
      ...defined({ diskSizeGB: osDisk?.diskSizeGB }),
      managedDisk: { storageAccountType: storageAccountTypeOf(osDisk), ...diskEncryptionSet },
    },
    ...(dataDisks.length === 0
      ? {}
      : {
          dataDisks: dataDisks.map((disk, lun) => ({
            lun,
            name: dataDiskNames[lun] ?? "",
            createOption: "Empty",
            caching: "None",
            // What is on a data disk may outlive the VM.
            deleteOption: "Detach",
            diskSizeGB: disk.diskSizeGB,
            managedDisk: { storageAccountType: storageAccountTypeOf(disk), ...diskEncryptionSet },
          })),
        }),
  };
}

function osProfileOf(
  { name, administrator }: NewVirtualMachineRequest,
  image: MarketplaceImage,
): NewOsProfile {
  const { userName, signInWith } = administrator;
  const computer = { computerName: name, adminUsername: userName };
  if (image.osType === "Windows") {
    return {
      ...computer,
      adminPassword: NOT_SHOWN,
      windowsConfiguration: { provisionVMAgent: true, enableAutomaticUpdates: true },
    };
  }
  if (signInWith.kind === "password") {
    return {
      ...computer,
      adminPassword: NOT_SHOWN,
      linuxConfiguration: { provisionVMAgent: true, disablePasswordAuthentication: false },
    };
  }
  if (isPrivateKey(signInWith.publicKey)) {
    throw new RunbookError(
      "ArgumentInvalid",
      `The SSH key for ${name} is a private key: it would be shown in the plan.`,
      "Give the text of the .pub file beside it, and empty what already shows the private key.",
    );
  }
  const path = `/home/${userName}/.ssh/authorized_keys`;
  return {
    ...computer,
    linuxConfiguration: {
      provisionVMAgent: true,
      disablePasswordAuthentication: true,
      ssh: { publicKeys: [{ path, keyData: signInWith.publicKey.trim() }] },
    },
  };
}

/** One interface, made with the VM and deleted with it, without a public address. */
export function networkProfileOf(
  request: Pick<NewVirtualMachineRequest, "name" | "subnetId">,
): NewNetworkProfile {
  return {
    networkApiVersion: NETWORK_API_VERSION,
    networkInterfaceConfigurations: [
      {
        name: newNetworkInterfaceName(request),
        properties: {
          primary: true,
          deleteOption: "Delete",
          ipConfigurations: [
            { name: "ipconfig1", properties: { primary: true, subnet: { id: request.subnetId } } },
          ],
        },
      },
    ],
  };
}

function securityProfileOf(
  { encryption }: NewVirtualMachineRequest,
  image: MarketplaceImage,
): NewSecurityProfile | undefined {
  const atHost: NewSecurityProfile =
    encryption.kind === "server-side" && encryption.encryptionAtHost === true
      ? { encryptionAtHost: true }
      : {};
  const trustedLaunch: NewSecurityProfile = hasTrustedLaunch(image)
    ? { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } }
    : {};
  const profile = { ...atHost, ...trustedLaunch };
  return Object.keys(profile).length === 0 ? undefined : profile;
}
