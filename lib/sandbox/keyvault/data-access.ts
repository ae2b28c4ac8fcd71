import { isAuthorized } from "../authorization/access";
import { AzureError, forbidden } from "../errors";
import { param, type Call } from "../http";
import { isJsonObject, listAt, textAt, valueAt } from "../json";
import type { Principal, Resource, World } from "../state";
import type { VaultContents } from "./contents";
import { contentsOf, vaultNamed } from "./vaults-by-name";

/** What a call on the data plane asks for, in the words of both permission models. */
export interface DataRight {
  readonly kind: "keys" | "secrets";
  /** What a role must allow: `read`, `wrap/action` ... below `Microsoft.KeyVault/vaults/keys/`; or `keyrotationpolicies/read`. */
  readonly action: string;
  /** What an access policy must name: `get`, `wrapKey` ... */
  readonly permission: string;
}

/** A vault that the caller was let into. */
export interface OpenVault {
  readonly vault: Resource;
  readonly contents: VaultContents;
}

/** Lets a caller into a vault: network first, then its rights, by roles or by access policies as the vault has it. */
export function openVault(call: Call, right: DataRight, itemName?: string): OpenVault {
  const vaultName = param(call, "vaultName");
  const vault = vaultNamed(call.world, vaultName);
  if (vault === undefined) {
    throw new AzureError(
      404,
      "VaultNotFound",
      `(sandbox) There is no vault ${vaultName}; in Azure its name would not be found by DNS.`,
    );
  }
  assertNetwork(call, vault);
  if (!hasDataRight(call.world, vault, call.caller, right, itemName)) {
    throw decidesByRoles(vault)
      ? roleMissing(call, vault, right, itemName)
      : policyMissing(call, vault, right);
  }
  return { vault, contents: contentsOf(call.world, vault) };
}

/** Whether a principal may do something in a vault, by roles or by access policies as the vault has it; its firewall apart. */
export function hasDataRight(
  world: World,
  vault: Resource,
  principal: Principal,
  { kind, action, permission }: DataRight,
  itemName?: string,
): boolean {
  if (decidesByRoles(vault)) {
    const resource = itemName === undefined ? vault.id : `${vault.id}/${kind}/${itemName}`;
    return isAuthorized(world, principal, dataActionOf(kind, action), resource, "data");
  }
  return listAt(vault.properties, "accessPolicies")
    .filter(isJsonObject)
    .filter((policy) => textAt(policy, "objectId")?.toLowerCase() === principal.objectId.toLowerCase())
    .flatMap((policy) => listAt(policy, "permissions", kind))
    .some(
      (granted) => typeof granted === "string" && grants(granted.toLowerCase(), permission.toLowerCase()),
    );
}

const decidesByRoles = (vault: Resource): boolean =>
  valueAt(vault.properties, "enableRbacAuthorization") === true;

/** The rotation policy of a key is a type of its own to roles, `Microsoft.KeyVault/vaults/keyrotationpolicies`. */
const dataActionOf = (kind: string, action: string): string =>
  `Microsoft.KeyVault/vaults/${action.startsWith("keyrotationpolicies/") ? action : `${kind}/${action}`}`;

/** Where every caller of the sandbox comes from; the door's `x-ms-keyvault-network-info` says the same. */
const callerAddress = "127.0.0.1";

const callerOf = ({ caller, world }: Call): string =>
  `appid=${caller.applicationId};oid=${caller.objectId};iss=https://sts.windows.net/${world.tenantId}/`;

/** The vault's firewall. Texts: hashicorp/terraform-provider-azurerm#20742; that of public access from memory. */
function assertNetwork(call: Call, vault: Resource): void {
  const where = `Caller: ${callerOf(call)}\r\nVault: ${vault.name};location=${vault.location ?? ""}`;
  // "disabled": the specification writes the value in both cases.
  if (textAt(vault.properties, "publicNetworkAccess")?.toLowerCase() === "disabled") {
    throw forbidden(
      `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\n${where}`,
      "ForbiddenByConnection",
    );
  }
  if (textAt(vault.properties, "networkAcls", "defaultAction") !== "Deny") return;
  const addresses = listAt(vault.properties, "networkAcls", "ipRules").map((rule) =>
    textAt(rule, "value")?.replace("/32", ""),
  );
  if (addresses.includes(callerAddress)) return;
  throw forbidden(
    `Client address is not authorized and caller is not a trusted service.\r\nClient address: ${callerAddress}\r\n${where}`,
    "ForbiddenByFirewall",
  );
}

function roleMissing(
  call: Call,
  vault: Resource,
  { kind, action }: DataRight,
  itemName?: string,
): AzureError {
  const resource = itemName === undefined ? vault.id : `${vault.id}/${kind}/${itemName}`;
  return forbidden(
    [
      "Caller is not authorized to perform action on resource.",
      "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
      `Caller: ${callerOf(call)}`,
      `Action: '${dataActionOf(kind, action)}'`,
      `Resource: '${resource.toLowerCase()}'`,
      "Assignment: (not found)",
      "DenyAssignmentId: null",
      "DecisionReason: null",
      `Vault: ${vault.name};location=${vault.location ?? ""}`,
    ].join("\r\n"),
    "ForbiddenByRbac",
  );
}

function policyMissing(call: Call, vault: Resource, { kind, permission }: DataRight): AzureError {
  return forbidden(
    `The user, group or application '${callerOf(call)}' does not have ${kind} ${permission} permission on key vault ` +
      `'${vault.name};location=${vault.location ?? ""}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    "AccessDenied",
  );
}

/** "all" is all but the right to purge, which must be given by name (recorded: test_keyvault_softdelete has "all", "purge"). */
function grants(granted: string, permission: string): boolean {
  return granted === permission || (granted === "all" && permission !== "purge");
}
