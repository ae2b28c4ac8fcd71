import { ENCRYPTION_AT_HOST_FEATURE } from "@runbooks/azure";
import type { EncryptionAtHostFacts } from "../../checks/host-encryption/facts";
import type { Connection } from "../../connection/connection";
import { findVirtualMachine } from "../../observe/find-virtual-machine";
import { readDisks } from "../../observe/read-disks";
import { readSize } from "../../observe/read-size";
import { readSubscriptionFeature } from "../../observe/read-subscription-feature";
import { readVirtualMachine } from "../../observe/read-virtual-machine";

/**
 * Reads everything that the checks of encryption at host evaluate. Changes nothing.
 *
 * @param reference - the VM's name, or its full resource id.
 * @throws RunbookError `VirtualMachineNotFound`, `VirtualMachineAmbiguous`, `ResourceIdMalformed`, or Azure's code where the VM itself can't be
 *   read. Anything else that can't be read is a missing fact.
 */
export async function observeEncryptionAtHost(
  azure: Connection,
  reference: string,
): Promise<EncryptionAtHostFacts> {
  const virtualMachine = await readVirtualMachine(azure, await findVirtualMachine(azure, reference));
  const [size, disks, feature] = await Promise.all([
    readSize(azure, virtualMachine),
    readDisks(azure, virtualMachine),
    readSubscriptionFeature(azure, virtualMachine.subscriptionId, ENCRYPTION_AT_HOST_FEATURE),
  ]);
  return { virtualMachine, size, disks, feature, observedAt: azure.clock.now() };
}
