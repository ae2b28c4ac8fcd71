import { type Call, type Reply, param } from "../http";
import { scopeOfCall } from "../scopes";
import { AzureError } from "../errors";
import type { JsonObject } from "../json";

/** A built-in role: what it allows on the control plane and inside vaults. Patterns as in Azure, `*` for any text. */
export interface RoleDefinition {
  readonly id: string;
  readonly roleName: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
}

/** The built-in roles that the sandbox knows, with Azure's own ids (Azure documentation, "Azure built-in roles", 2026). */
export const roleDefinitions: readonly RoleDefinition[] = [
  {
    id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    roleName: "Owner",
    actions: ["*"],
    notActions: [],
    dataActions: [],
  },
  {
    id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    roleName: "Contributor",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
    ],
    dataActions: [],
  },
  {
    id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    roleName: "Reader",
    actions: ["*/read"],
    notActions: [],
    dataActions: [],
  },
  {
    id: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    roleName: "Virtual Machine Contributor",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Compute/availabilitySets/*",
      "Microsoft.Compute/locations/*",
      "Microsoft.Compute/virtualMachines/*",
      "Microsoft.Compute/disks/write",
      "Microsoft.Compute/disks/read",
      "Microsoft.Compute/disks/delete",
      "Microsoft.Network/locations/*",
      "Microsoft.Network/networkInterfaces/*",
      "Microsoft.Network/networkSecurityGroups/join/action",
      "Microsoft.Network/networkSecurityGroups/read",
      "Microsoft.Network/publicIPAddresses/join/action",
      "Microsoft.Network/publicIPAddresses/read",
      "Microsoft.Network/virtualNetworks/read",
      "Microsoft.Network/virtualNetworks/subnets/join/action",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
    ],
    notActions: [],
    dataActions: [],
  },
  {
    id: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    roleName: "Key Vault Administrator",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.KeyVault/checkNameAvailability/read",
      "Microsoft.KeyVault/deletedVaults/read",
      "Microsoft.KeyVault/locations/*/read",
      "Microsoft.KeyVault/vaults/*/read",
      "Microsoft.KeyVault/operations/read",
    ],
    notActions: [],
    dataActions: ["Microsoft.KeyVault/vaults/*"],
  },
  {
    id: "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    roleName: "Key Vault Crypto Officer",
    actions: [],
    notActions: [],
    dataActions: ["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
  },
  {
    id: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    roleName: "Key Vault Secrets Officer",
    actions: [],
    notActions: [],
    dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
  },
  {
    id: "4633458b-17de-408a-b874-0445c86b69e6",
    roleName: "Key Vault Secrets User",
    actions: [],
    notActions: [],
    dataActions: [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  {
    id: "21090545-7ca7-4776-b22c-e363652d74d2",
    roleName: "Key Vault Reader",
    actions: [
      "Microsoft.Resources/deployments/*",
      "Microsoft.KeyVault/vaults/*/read",
      "Microsoft.KeyVault/deletedVaults/read",
      "Microsoft.KeyVault/locations/*/read",
    ],
    notActions: [],
    dataActions: [
      "Microsoft.KeyVault/vaults/*/read",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  {
    id: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    roleName: "Key Vault Crypto Service Encryption User",
    actions: [],
    notActions: [],
    dataActions: [
      "Microsoft.KeyVault/vaults/keys/read",
      "Microsoft.KeyVault/vaults/keys/wrap/action",
      "Microsoft.KeyVault/vaults/keys/unwrap/action",
    ],
  },
  {
    id: "12338af0-0e69-4776-bea7-57ae8d297424",
    roleName: "Key Vault Crypto User",
    actions: [],
    notActions: [],
    dataActions: [
      "Microsoft.KeyVault/vaults/keys/read",
      "Microsoft.KeyVault/vaults/keys/update/action",
      "Microsoft.KeyVault/vaults/keys/backup/action",
      "Microsoft.KeyVault/vaults/keys/encrypt/action",
      "Microsoft.KeyVault/vaults/keys/decrypt/action",
      "Microsoft.KeyVault/vaults/keys/wrap/action",
      "Microsoft.KeyVault/vaults/keys/unwrap/action",
      "Microsoft.KeyVault/vaults/keys/sign/action",
      "Microsoft.KeyVault/vaults/keys/verify/action",
    ],
  },
  {
    id: "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
    roleName: "Managed Identity Contributor",
    actions: [
      "Microsoft.ManagedIdentity/userAssignedIdentities/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/write",
      "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
      "Microsoft.Authorization/*/read",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
    ],
    notActions: [],
    dataActions: [],
  },
];

/** The built-in roles, as they look from a scope. */
export function listRoleDefinitions(call: Call): Reply {
  const filter = call.query("$filter") ?? "";
  const [, asked] = /^\s*roleName\s+eq\s+'([^']*)'\s*$/i.exec(filter) ?? [];
  if (
    asked === undefined &&
    filter !== "" &&
    !/^\s*(atScope\(\)|type\s+eq\s+'BuiltInRole')\s*$/i.test(filter)
  ) {
    throw new AzureError(400, "UnsupportedQuery", `(sandbox) The filter '${filter}' is not supported.`);
  }
  const value = roleDefinitions
    .filter(({ roleName }) => asked === undefined || roleName.toLowerCase() === asked.toLowerCase())
    .map((role) => toBody(call, role));
  return { status: 200, body: { value } };
}

export function getRoleDefinition(call: Call): Reply {
  const asked = param(call, "roleDefinitionName").toLowerCase();
  const role = roleDefinitions.find(({ id }) => id === asked);
  if (role === undefined) {
    throw new AzureError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${asked.replaceAll("-", "")}' does not exist.`,
    );
  }
  return { status: 200, body: toBody(call, role) };
}

function toBody(
  { url }: Call,
  { id, roleName, actions, notActions, dataActions }: RoleDefinition,
): JsonObject {
  const [subscription = ""] = /^\/subscriptions\/[^/]+/i.exec(scopeOfCall(url)) ?? [];
  return {
    properties: {
      roleName,
      type: "BuiltInRole",
      description: "",
      assignableScopes: ["/"],
      permissions: [{ actions, notActions, dataActions, notDataActions: [] }],
    },
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    type: "Microsoft.Authorization/roleDefinitions",
    name: id,
  };
}
