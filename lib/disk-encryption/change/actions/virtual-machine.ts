import { defined, type ImageReference, type NOT_SHOWN, type OsType } from "@runbooks/azure";
import { passwordRefusal } from "../../nouns/administrator";
import type { ActionKind } from "./action-kind";

/** Creates a VM, from a Marketplace image or from a disk that is there, with its disks and its network interface. */
export interface CreateVirtualMachine {
  readonly kind: "create-virtual-machine";
  readonly vmId: string;
  readonly location: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Of zonal disks that are attached, or where the VM is to be. */
  readonly zones?: readonly string[];
  /** As the request has them. */
  readonly properties: NewVirtualMachineProperties;
}

export type NewVirtualMachineProperties = PropertiesOfEveryNewVirtualMachine & (FromImage | FromDisk);

export interface PropertiesOfEveryNewVirtualMachine {
  readonly hardwareProfile: { readonly vmSize: string };
  readonly networkProfile: NewNetworkProfile;
  /** Absent: a standard VM, without encryption at host. */
  readonly securityProfile?: NewSecurityProfile;
  /** Boot diagnostics in a storage account of Azure's own: the way to see a VM that does not boot. */
  readonly diagnosticsProfile?: { readonly bootDiagnostics: { readonly enabled: true } };
}

/** The OS disk is made from an image, and the guest is set up with an administrator. */
export interface FromImage {
  readonly storageProfile: {
    readonly imageReference: ImageReference;
    readonly osDisk: OsDiskFromImage;
    readonly dataDisks?: readonly NewDataDisk[];
  };
  readonly osProfile: NewOsProfile;
}

/** The OS disk is there, and the guest on it set up already: Azure takes no OS profile. */
export interface FromDisk {
  readonly storageProfile: {
    readonly osDisk: AttachedOsDisk;
    readonly dataDisks?: readonly NewDataDisk[];
    readonly diskControllerType?: string;
  };
  readonly osProfile?: never;
}

export interface NewManagedDisk {
  readonly storageAccountType: string;
  readonly diskEncryptionSet?: { readonly id: string };
}

export type DeleteOption = "Delete" | "Detach";

export interface OsDiskFromImage {
  readonly name: string;
  readonly createOption: "FromImage";
  readonly osType: OsType;
  readonly caching: "ReadWrite" | "ReadOnly" | "None";
  readonly deleteOption: DeleteOption;
  /** Absent: as large as the image's. */
  readonly diskSizeGB?: number;
  readonly managedDisk: NewManagedDisk;
}

export interface AttachedOsDisk {
  readonly createOption: "Attach";
  readonly osType: OsType;
  readonly caching?: "ReadWrite" | "ReadOnly" | "None";
  readonly deleteOption?: DeleteOption;
  readonly managedDisk: { readonly id: string };
}

/** A data disk that is made empty, or one that is there. */
export type NewDataDisk =
  | {
      readonly lun: number;
      readonly name: string;
      readonly createOption: "Empty";
      readonly caching: "ReadWrite" | "ReadOnly" | "None";
      readonly deleteOption: DeleteOption;
      readonly diskSizeGB: number;
      readonly managedDisk: NewManagedDisk;
    }
  | {
      readonly lun: number;
      readonly createOption: "Attach";
      readonly caching?: "ReadWrite" | "ReadOnly" | "None";
      readonly deleteOption?: DeleteOption;
      readonly managedDisk: { readonly id: string };
    };

export interface OsProfileOfEveryGuest {
  readonly computerName: string;
  readonly adminUsername: string;
}

/** The administrator's password stands in no plan: what is sent is handed to `apply` as the secret `adminPassword`. */
export type NewOsProfile =
  | (OsProfileOfEveryGuest & {
      readonly adminPassword: typeof NOT_SHOWN;
      readonly windowsConfiguration: {
        readonly provisionVMAgent: true;
        readonly enableAutomaticUpdates: boolean;
      };
    })
  | (OsProfileOfEveryGuest & {
      readonly adminPassword: typeof NOT_SHOWN;
      readonly linuxConfiguration: {
        readonly provisionVMAgent: true;
        readonly disablePasswordAuthentication: false;
      };
    })
  | (OsProfileOfEveryGuest & {
      readonly adminPassword?: never;
      readonly linuxConfiguration: {
        readonly provisionVMAgent: true;
        readonly disablePasswordAuthentication: true;
        readonly ssh: { readonly publicKeys: readonly { readonly path: string; readonly keyData: string }[] };
      };
    });

/** A network interface that Azure makes with the VM, or interfaces that are there. */
export type NewNetworkProfile =
  | {
      readonly networkApiVersion: string;
      readonly networkInterfaceConfigurations: readonly NewNetworkInterface[];
    }
  | {
      readonly networkInterfaces: readonly {
        readonly id: string;
        readonly properties?: { readonly primary?: boolean; readonly deleteOption?: DeleteOption };
      }[];
    };

export interface NewNetworkInterface {
  readonly name: string;
  readonly properties: {
    readonly primary: boolean;
    readonly deleteOption: DeleteOption;
    readonly ipConfigurations: readonly {
      readonly name: string;
      readonly properties: {
        readonly primary: boolean;
        readonly subnet: { readonly id: string };
      };
    }[];
  };
}

export interface NewSecurityProfile {
  readonly encryptionAtHost?: true;
  readonly securityType?: "TrustedLaunch";
  readonly uefiSettings?: { readonly secureBootEnabled: boolean; readonly vTpmEnabled: boolean };
}

/** The version of Microsoft.Network by which Azure makes a VM's network interface with the VM. ComputeRP 2025-04-01, NetworkApiVersion. */
export const NETWORK_API_VERSION = "2022-11-01";
/** The name under which `apply` takes an administrator's password. */
export const ADMIN_PASSWORD = "adminPassword";

// Not sent again where the disk encryption set's right on its key is not in effect yet: the VM is there by then, in a failed state, and is
// started once the right is in effect.
export const createVirtualMachine: ActionKind<CreateVirtualMachine> = {
  request: ({ vmId, location, tags, zones, properties }) => ({
    method: "PUT",
    path: vmId,
    body: {
      location,
      ...defined({ tags, zones }),
      properties,
    },
  }),
  secrets: (action) =>
    needsPassword(action)
      ? [{ name: ADMIN_PASSWORD, refusal: (value) => passwordRefusal(String(value), osTypeOf(action)) }]
      : [],
};

/** Deletes a VM; its disks and network interfaces stay, unless its model says otherwise. */
export interface DeleteVirtualMachine {
  readonly kind: "delete-virtual-machine";
  readonly vmId: string;
}

export const deleteVirtualMachine: ActionKind<DeleteVirtualMachine> = {
  request: ({ vmId }) => ({ method: "DELETE", path: vmId }),
};

const needsPassword = ({ properties: { osProfile } }: CreateVirtualMachine): boolean =>
  osProfile?.adminPassword !== undefined;

const osTypeOf = ({ properties: { storageProfile } }: CreateVirtualMachine): OsType =>
  storageProfile.osDisk.osType;
