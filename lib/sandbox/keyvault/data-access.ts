import { isAuthorized } from "../authorization/access";
import { AzureError } from "../errors";
import { param, type Call } from "../http";
import { isJsonObject, listAt, textAt, valueAt } from "../json";
import type { Resource } from "../state";
import type { VaultContents } from "./contents";
import { contentsOf, vaultNamed } from "./vaults-by-name";

/** What a call on the data plane asks for, in the words of both permission models. */
export interface DataRight {
  readonly kind: "keys" | "secrets";
  /** What a role must allow: `read`, `wrap/action` ... below `Microsoft.KeyVault/vaults/keys/`. */
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
  if (valueAt(vault.properties, "enableRbacAuthorization") === true) assertRole(call, vault, right, itemName);
  else assertAccessPolicy(call, vault, right);
  return { vault, contents: contentsOf(call.world, vault) };
}

/** Where every caller of the sandbox comes from; the door's `x-ms-keyvault-network-info` says the same. */
const callerAddress = "127.0.0.1";

const callerOf = ({ caller, world }: Call): string =>
  `appid=${caller.applicationId};oid=${caller.objectId};iss=https://sts.windows.net/${world.tenantId}/`;

/** The vault's firewall. Texts: hashicorp/terraform-provider-azurerm#20742; that of public access from memory. */
function assertNetwork(call: Call, vault: Resource): void {
  const where = `Caller: ${callerOf(call)}\r\nVault: ${vault.name};location=${vault.location ?? ""}`;
  // "disabled": the specification writes the value in both cases.
  if (textAt(vault.properties, "publicNetworkAccess")?.toLowerCase() === "disabled") {
    throw new AzureError(
      403,
      "Forbidden",
      `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\n${where}`,
      { innererror: { code: "ForbiddenByConnection" } },
    );
  }
  if (textAt(vault.properties, "networkAcls", "defaultAction") !== "Deny") return;
  const addresses = listAt(vault.properties, "networkAcls", "ipRules").map((rule) =>
    textAt(rule, "value")?.replace("/32", ""),
  );
  if (addresses.includes(callerAddress)) return;
  throw new AzureError(
    403,
    "Forbidden",
    `Client address is not authorized and caller is not a trusted service.\r\nClient address: ${callerAddress}\r\n${where}`,
    { innererror: { code: "ForbiddenByFirewall" } },
  );
}

function assertRole(call: Call, vault: Resource, { kind, action }: DataRight, itemName?: string): void {
  const dataAction = `Microsoft.KeyVault/vaults/${kind}/${action}`;
  const resource = itemName === undefined ? vault.id : `${vault.id}/${kind}/${itemName}`;
  if (isAuthorized(call.world, call.caller, dataAction, resource, "data")) return;
  throw new AzureError(
    403,
    "Forbidden",
    [
      "Caller is not authorized to perform action on resource.",
      "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
      `Caller: ${callerOf(call)}`,
      `Action: '${dataAction}'`,
      `Resource: '${resource.toLowerCase()}'`,
      "Assignment: (not found)",
      "DenyAssignmentId: null",
      "DecisionReason: null",
      `Vault: ${vault.name};location=${vault.location ?? ""}`,
    ].join("\r\n"),
    { innererror: { code: "ForbiddenByRbac" } },
  );
}

function assertAccessPolicy(call: Call, vault: Resource, { kind, permission }: DataRight): void {
  const allowed = listAt(vault.properties, "accessPolicies")
    .filter(isJsonObject)
    .filter((policy) => textAt(policy, "objectId")?.toLowerCase() === call.caller.objectId.toLowerCase())
    .flatMap((policy) => listAt(policy, "permissions", kind))
    .some(
      (granted) => typeof granted === "string" && grants(granted.toLowerCase(), permission.toLowerCase()),
    );
  if (allowed) return;
  throw new AzureError(
    403,
    "Forbidden",
    `The user, group or application '${callerOf(call)}' does not have ${kind} ${permission} permission on key vault ` +
      `'${vault.name};location=${vault.location ?? ""}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    { innererror: { code: "AccessDenied" } },
  );
}

/** "all" is all but the right to purge, which must be given by name (recorded: test_keyvault_softdelete has "all", "purge"). */
function grants(granted: string, permission: string): boolean {
  return granted === permission || (granted === "all" && permission !== "purge");
}
