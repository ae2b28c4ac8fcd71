import { bitLockerRefusal, includesData, type Rule } from "./rule";

/** BitLocker refuses a volume that belongs to a failover cluster: 0x803100AE, in decimal. Source: azure-powershell#4301. */
export const noClusteredDisk: Rule = (request) => {
  const { specification } = request.guest;
  return specification.osType === "Windows" && specification.clustered === true && includesData(request)
    ? bitLockerRefusal(`ProtectKeyWithExternalKey failed with ${0x803100ae}`)
    : undefined;
};
