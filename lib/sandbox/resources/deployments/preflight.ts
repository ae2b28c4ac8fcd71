import { isAuthorized } from "../../authorization/access";
import { AzureError, type AzureErrorDetail } from "../../errors";
import type { Call } from "../../http";
import { defined, sameResourceId } from "@runbooks/azure";
import { bodyBeforehand, type PreparedDeployment } from "./prepare";
import type { TemplateResource } from "./template/template-resources";
import { diskEncryptionVaults, vaultSettingsRefusal } from "./vault-settings";

/**
 * What Resource Manager asks before it deploys: each type and api-version is there, the caller may make each resource, and what is known
 * beforehand of the vaults' settings.
 *
 * A provider's own rules are not asked here, as some of Azure's are: they show when the resource is sent.
 *
 * @throws AzureError `InvalidResourceType`, `NoRegisteredProviderFound`, `InvalidTemplateDeployment`.
 */
export function assertDeployable(call: Call, prepared: PreparedDeployment): void {
  const { validationLevel } = prepared.request;
  if (validationLevel === "Template") return;
  const resources = prepared.graph.resources.filter(({ isDeployed }) => isDeployed);
  const refused = resources.flatMap((resource) => authorizationRefusal(call, resource));
  if (validationLevel !== "ProviderNoRbac" && refused.length > 0) throw notAuthorized(refused);
  const details = resources.flatMap((resource) => vaultRefusal(call, prepared, resource));
  if (details.length > 0) throw notValid(call, prepared, details);
}

/** Text: reported of deployments from 2022 to 2026, joined by colons where there are several. */
function authorizationRefusal(
  call: Call,
  { id, name, type, apiVersion }: TemplateResource,
): readonly string[] {
  const { world, caller, resourceManager } = call;
  const { action, scope } = resourceManager.inspect({
    method: "PUT",
    url: `${id}?api-version=${apiVersion}`,
  });
  if (action === undefined || isAuthorized(world, caller, action, scope)) return [];
  return [
    `Authorization failed for template resource '${name}' of type '${type}'. The client '${caller.name}' with object id ` +
      `'${caller.objectId}' does not have permission to perform action '${action}' at scope '${scope}'.`,
  ];
}

/** HTTP status from memory. */
function notAuthorized(refused: readonly string[]): AzureError {
  const message =
    refused.length === 1
      ? `The template deployment failed with error: '${refused.join("")}'.`
      : `Deployment failed with multiple errors: '${refused.join(":")}'`;
  return new AzureError(403, "InvalidTemplateDeployment", message);
}

/** A vault that the template makes itself is looked at when it is there. */
function vaultRefusal(
  { world }: Call,
  prepared: PreparedDeployment,
  resource: TemplateResource,
): readonly AzureErrorDetail[] {
  const body = bodyBeforehand(prepared, resource);
  const { resources } = prepared.graph;
  const madeHere = diskEncryptionVaults(resource.type, body).some((vaultId) =>
    resources.some(({ id }) => sameResourceId(id, vaultId)),
  );
  const refusal = madeHere ? undefined : vaultSettingsRefusal(world, resource.type, body);
  if (refusal === undefined) return [];
  const { code, message, more } = refusal;
  return [{ code, message, ...defined({ target: more.target }) }];
}

function notValid(
  { world }: Call,
  { name }: PreparedDeployment,
  details: readonly AzureErrorDetail[],
): AzureError {
  return new AzureError(
    400,
    "InvalidTemplateDeployment",
    `The template deployment '${name}' is not valid according to the validation procedure. ` +
      `The tracking id is '${world.identifiers.guid()}'. See inner errors for details.`,
    { details },
  );
}
