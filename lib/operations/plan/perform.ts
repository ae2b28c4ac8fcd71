import type { NetworkRuleSet } from "@azure/arm-keyvault";
import type { OperationState, PollerLike } from "@azure/core-lro";

import { parseResourceId } from "../../azure/resource-id";
import type { Connection } from "../../client/connection";
import { finish, type OperationProgress } from "../../client/long-running-operation";
import { EXTENSION_PUBLISHER, keyOperations, type Action, type NetworkAcls } from "./action";

export interface PerformOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OperationProgress) => void;
}

/**
 * Carries one action out through Azure's own clients and waits until Azure is done.
 *
 * Called inside the connection's gate, which refuses any request but the action's own.
 */
export async function perform(azure: Connection, action: Action, options: PerformOptions): Promise<void> {
  const wait = <T>(begin: () => PollerLike<OperationState<T>, T>): Promise<T> =>
    finish(begin, { clock: azure.clock, ...options });
  switch (action.kind) {
    case "create-key-vault": {
      const { subscriptionId, resourceGroupName, name } = parseResourceId(action.vaultId);
      const { networkAcls, ...properties } = action.properties;
      await wait(() =>
        azure.keyVaults(subscriptionId).vaults.createOrUpdate(resourceGroupName, name, {
          location: action.location,
          properties: {
            ...properties,
            ...(networkAcls === undefined ? {} : { networkAcls: networkRuleSet(networkAcls) }),
          },
        }),
      );
      return;
    }
    case "update-key-vault": {
      const { subscriptionId, resourceGroupName, name } = parseResourceId(action.vaultId);
      const { networkAcls, ...properties } = action.properties;
      await azure.keyVaults(subscriptionId).vaults.update(resourceGroupName, name, {
        properties: {
          ...properties,
          ...(networkAcls === undefined ? {} : { networkAcls: networkRuleSet(networkAcls) }),
        },
      });
      return;
    }
    case "create-key": {
      const { subscriptionId, resourceGroupName, name } = parseResourceId(action.vaultId);
      await azure.keyVaults(subscriptionId).keys.createIfNotExist(resourceGroupName, name, action.keyName, {
        properties: { kty: "RSA", keyOps: [...keyOperations], keySize: action.keySizeInBits },
      });
      return;
    }
    case "create-snapshot": {
      const { subscriptionId, resourceGroupName, name } = parseResourceId(action.snapshotId);
      await wait(() =>
        azure.compute(subscriptionId).snapshots.createOrUpdate(resourceGroupName, name, {
          location: action.location,
          creationData: { createOption: "Copy", sourceResourceId: action.sourceDiskId },
          incremental: false,
        }),
      );
      return;
    }
    case "put-extension": {
      const { subscriptionId, resourceGroupName, name } = parseResourceId(action.vmId);
      await wait(() =>
        azure
          .compute(subscriptionId)
          .virtualMachineExtensions.createOrUpdate(resourceGroupName, name, action.extensionType, {
            location: action.location,
            publisher: EXTENSION_PUBLISHER,
            typePropertiesType: action.extensionType,
            typeHandlerVersion: action.typeHandlerVersion,
            autoUpgradeMinorVersion: true,
            settings: action.settings,
          }),
      );
      return;
    }
    case "restart": {
      const { subscriptionId, resourceGroupName, name } = parseResourceId(action.vmId);
      await wait(() => azure.compute(subscriptionId).virtualMachines.restart(resourceGroupName, name));
      return;
    }
  }
}

/** A copy in the client's own, changeable types. */
function networkRuleSet({ ipRules, virtualNetworkRules, ...rest }: NetworkAcls): NetworkRuleSet {
  return {
    ...rest,
    ...(ipRules === undefined ? {} : { ipRules: [...ipRules] }),
    ...(virtualNetworkRules === undefined ? {} : { virtualNetworkRules: [...virtualNetworkRules] }),
  };
}
