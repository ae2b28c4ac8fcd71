import { bitLockerRefusal, includesData, type Rule } from "./rule";

/** The volume belongs to a cluster (winerror.h); the extension prints it in decimal. */
const partOfCluster = 0x803100ae;

/** BitLocker refuses a volume that belongs to a failover cluster: 0x803100AE, in decimal. Source: azure-powershell#4301. */
export const noClusteredDisk: Rule = (request) => {
  const { specification } = request.guest;
  return specification.osType === "Windows" && specification.clustered === true && includesData(request)
    ? bitLockerRefusal(`ProtectKeyWithExternalKey failed with ${partOfCluster}`)
    : undefined;
};
