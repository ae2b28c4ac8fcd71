export const virtualMachineType = "Microsoft.Compute/virtualMachines";
export const extensionType = "Microsoft.Compute/virtualMachines/extensions";
export const runCommandType = "Microsoft.Compute/virtualMachines/runCommands";
export const diskType = "Microsoft.Compute/disks";
export const snapshotType = "Microsoft.Compute/snapshots";
export const diskEncryptionSetType = "Microsoft.Compute/diskEncryptionSets";
export const imageType = "Microsoft.Compute/images";

export const virtualNetworkType = "Microsoft.Network/virtualNetworks";
export const subnetType = "Microsoft.Network/virtualNetworks/subnets";
export const networkInterfaceType = "Microsoft.Network/networkInterfaces";
export const networkSecurityGroupType = "Microsoft.Network/networkSecurityGroups";
export const publicIpAddressType = "Microsoft.Network/publicIPAddresses";
