import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { ComputeManagementClient, type DiskEncryptionSet } from "@azure/arm-compute";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import { ManagedServiceIdentityClient } from "@azure/arm-msi";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { KeyClient } from "@azure/keyvault-keys";

import type { Fleet } from "../../lib/sandbox/index";
import {
  credentialOf,
  emptyFleet,
  httpClientOf,
  resourceGroupName,
  subscriptionId,
  tenantId,
} from "./support";
import { aVault, computeBench, vaultId, vaultName, type ComputeBench } from "./support-compute";

type Vault = Fleet["vaults"][number];
type FleetSet = Fleet["resources"][number];

export const setName = "des-test";
export const setPrincipalId = "55555555-5555-4555-8555-555555555555";
export const cmkVersion = "fedcba9876543210fedcba9876543210";
export const cmkUrl = `https://${vaultName}.vault.azure.net/keys/cmk/${cmkVersion}`;
const otherVersion = "00112233445566778899aabbccddeeff";
export const otherKeyUrl = `https://${vaultName}.vault.azure.net/keys/other/${otherVersion}`;

/** The role that lets a set use a key. */
export const encryptionUserRoleId = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

/** The id of a set, a disk ... in the test's group. */
export function computeId(type: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/${type}/${name}`;
}
export const setId: string = computeId("diskEncryptionSets", setName);

/** A vault that fulfils all that a set needs of it, with two RSA keys, changed in part. */
export function aKeyVault(properties: Vault["properties"] = {}, changes: Partial<Vault> = {}): Vault {
  return aVault(
    { enablePurgeProtection: true, ...properties },
    {
      keys: [
        { name: "cmk", keyType: "RSA", keySizeInBits: 2048, version: cmkVersion },
        { name: "other", keyType: "RSA", keySizeInBits: 2048, version: otherVersion },
      ],
      ...changes,
    },
  );
}

/** A set with its own identity, changed in part. */
export function aSet(changes: Partial<FleetSet> = {}, properties: FleetSet["properties"] = {}): FleetSet {
  return {
    id: setId,
    name: setName,
    type: "Microsoft.Compute/diskEncryptionSets",
    location: "westeurope",
    identity: { type: "SystemAssigned", principalId: setPrincipalId, tenantId },
    properties: {
      activeKey: { sourceVault: { id: vaultId }, keyUrl: cmkUrl },
      encryptionType: "EncryptionAtRestWithCustomerKey",
      provisioningState: "Succeeded",
      ...properties,
    },
    ...changes,
  };
}

/** What a set may do in the vault, from the start. */
export const aGrant: Fleet["roleAssignments"][number] = {
  principal: setName,
  role: "Key Vault Crypto Service Encryption User",
  scope: vaultId,
};

/** A fleet with a vault, a set and its grant, changed in part. */
export function fleetWithSet(changes: Partial<Fleet> = {}): Partial<Fleet> {
  return {
    vaults: [aKeyVault()],
    resources: [aSet()],
    roleAssignments: [...emptyFleet.roleAssignments, aGrant],
    ...changes,
  };
}

/** The body of a set's PUT as a client sends it, changed in part. */
export function setToMake(changes: Partial<DiskEncryptionSet> = {}): DiskEncryptionSet {
  return {
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    activeKey: { sourceVault: { id: vaultId }, keyUrl: cmkUrl },
    ...changes,
  };
}

/** A bench with the clients of everything that customer-managed keys touch. */
export interface EncryptionBench extends ComputeBench {
  readonly vaults: KeyVaultManagementClient;
  readonly keys: KeyClient;
  readonly authorization: AuthorizationManagementClient;
  readonly identities: ManagedServiceIdentityClient;
  /** Lets a principal use the keys of the test's vault, as a person does it. */
  readonly grant: (principalId: string) => Promise<void>;
}

/** Starts a sandbox with a vault, a set and its grant, unless the fleet says otherwise. */
export function encryptionBench(
  fleet: Partial<Fleet> = fleetWithSet(),
  observe?: (exchange: SeenExchange) => void,
): EncryptionBench {
  const bench = computeBench(fleet);
  const { sandbox } = bench;
  const credential = credentialOf(sandbox);
  const httpClient = observe === undefined ? httpClientOf(sandbox) : observed(httpClientOf(sandbox), observe);
  const options = { httpClient, retryOptions: { maxRetries: 0 } };
  const authorization = new AuthorizationManagementClient(credential, subscriptionId, options);
  return {
    ...bench,
    compute: new ComputeManagementClient(credential, subscriptionId, options),
    vaults: new KeyVaultManagementClient(credential, subscriptionId, options),
    keys: new KeyClient(`https://${vaultName}.vault.azure.net`, credential, options),
    authorization,
    identities: new ManagedServiceIdentityClient(credential, subscriptionId, options),
    grant: async (principalId) => {
      await authorization.roleAssignments.create(vaultId, sandbox.world.identifiers.guid(), {
        principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${encryptionUserRoleId}`,
      });
    },
  };
}

/** One request of a client, and its answer. */
export interface SeenExchange {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

function observed(client: HttpClient, observe: (exchange: SeenExchange) => void): HttpClient {
  return {
    sendRequest: async (request) => {
      const response = await client.sendRequest(request);
      observe({
        method: request.method,
        url: request.url,
        requestBody: jsonOf(request.body),
        status: response.status,
        responseHeaders: response.headers.toJSON(),
        responseBody: jsonOf(response.bodyAsText),
      });
      return response;
    },
  };
}

function jsonOf(text: unknown): unknown {
  return typeof text === "string" && text !== "" ? (JSON.parse(text) as unknown) : undefined;
}
