import { defined } from "@runbooks/azure";
import { AzureError } from "../../errors";
import type { Call } from "../../http";
import { isJsonObject, objectAt, textAt, type Json, type JsonObject } from "../../json";
import { tagsOf } from "../tags";
import type { DeploymentScope } from "./template/template-functions";

/** What a deployment is asked for: the body of PUT, validate and whatIf. */
export interface DeploymentRequest {
  /** Of a subscription's deployment: where its record is kept. */
  readonly location?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly template: Json;
  readonly parameters: JsonObject;
  /** Undefined: `Provider`. */
  readonly validationLevel?: "Template" | "Provider" | "ProviderNoRbac";
  readonly whatIfFormat: "FullResourcePayloads" | "ResourceIdOnly";
}

/** Members of `properties` that Azure acts on and the sandbox does not. */
const unsupportedMembers: readonly string[] = [
  "templateLink",
  "parametersLink",
  "onErrorDeployment",
  "extensionConfigs",
  "expressionEvaluationOptions",
];

/**
 * Reads the body of a deployment's request.
 *
 * @throws AzureError `InvalidRequestContent`, `InvalidDeploymentName`, `LocationRequired`, or the sandbox's own refusal of what it does not do.
 */
export function requestOf({ body }: Call, scope: DeploymentScope): DeploymentRequest {
  const properties = objectAt(body, "properties");
  for (const name of unsupportedMembers) {
    if (properties[name] !== undefined && properties[name] !== null)
      throw notDone(`'${name}' of a deployment`);
  }
  const detailLevel = textAt(properties, "debugSetting", "detailLevel");
  if (detailLevel !== undefined && detailLevel.toLowerCase() !== "none")
    throw notDone("'debugSetting' of a deployment");
  assertMode(properties);
  const location = textAt(body, "location");
  if (scope.resourceGroup === undefined && location === undefined) {
    throw new AzureError(400, "LocationRequired", "The location property is required for this definition.");
  }
  const level = validationLevelOf(properties);
  return {
    ...defined({ location }),
    tags: tagsOf(objectAt(body)["tags"]),
    template: templateOf(properties["template"]),
    parameters: objectAt(properties, "parameters"),
    ...defined({ validationLevel: level }),
    whatIfFormat:
      textAt(properties, "whatIfSettings", "resultFormat")?.toLowerCase() === "resourceidonly"
        ? "ResourceIdOnly"
        : "FullResourcePayloads",
  };
}

/** @throws AzureError for a name that no deployment can have. @see "Deployments - Create Or Update", deploymentName */
export function assertDeploymentName(name: string): void {
  if (/^[-\w._()]{1,64}$/.test(name)) return;
  throw new AzureError(
    400,
    "InvalidDeploymentName",
    `(sandbox) The deployment name '${name}' is not 1 to 64 letters, digits, hyphens, underscores, dots and parentheses.`,
  );
}

function assertMode(properties: JsonObject): void {
  const mode = textAt(properties, "mode");
  if (mode?.toLowerCase() === "incremental") return;
  // Complete mode deletes what the template does not name; nothing here is worth that risk, and a silent Incremental would be a lie.
  if (mode?.toLowerCase() === "complete") throw notDone("Mode 'Complete', which deletes resources,");
  throw new AzureError(
    400,
    "InvalidRequestContent",
    "The request content was invalid and could not be deserialized: " +
      `'(sandbox) 'properties.mode' has to be 'Incremental' or 'Complete'; it is '${mode ?? ""}'.'.`,
  );
}

function validationLevelOf(properties: JsonObject): DeploymentRequest["validationLevel"] {
  const written = textAt(properties, "validationLevel");
  if (written === undefined) return undefined;
  const levels = ["Template", "Provider", "ProviderNoRbac"] as const;
  const level = levels.find((candidate) => candidate.toLowerCase() === written.toLowerCase());
  if (level !== undefined) return level;
  throw new AzureError(
    400,
    "InvalidRequestContent",
    `(sandbox) The validation level '${written}' is none of ${levels.join(", ")}.`,
  );
}

/** The template as an object; it may come as a text with JSON inside. */
function templateOf(template: Json): Json {
  if (typeof template !== "string") return isJsonObject(template) ? template : missing();
  try {
    return JSON.parse(template) as Json;
  } catch {
    throw new AzureError(
      400,
      "InvalidTemplate",
      "Deployment template parse failed: '(sandbox) The template is not JSON.'.",
    );
  }
}

function missing(): never {
  throw new AzureError(
    400,
    "InvalidTemplate",
    "Deployment template validation failed: '(sandbox) The request has no 'properties.template'.'.",
  );
}

const notDone = (what: string): AzureError =>
  new AzureError(400, "SandboxNotSupported", `(sandbox) ${what} is not supported by the sandbox.`);
