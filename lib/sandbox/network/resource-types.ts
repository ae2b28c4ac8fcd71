export const virtualNetworkType = "Microsoft.Network/virtualNetworks";
export const subnetType = "Microsoft.Network/virtualNetworks/subnets";
export const networkInterfaceType = "Microsoft.Network/networkInterfaces";
export const networkSecurityGroupType = "Microsoft.Network/networkSecurityGroups";
export const publicIpAddressType = "Microsoft.Network/publicIPAddresses";
