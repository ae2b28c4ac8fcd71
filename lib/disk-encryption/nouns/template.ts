/** A Resource Manager template, as far as the library writes and reads it. */
export interface ResourceManagerTemplate {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly resources: readonly TemplateResource[];
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  /** A `securestring` is in no record of a deployment. */
  readonly type: "string" | "securestring" | "int" | "object";
  readonly allowedValues?: readonly (string | number)[];
  readonly metadata: { readonly description: string };
}

export interface TemplateResource {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly dependsOn?: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface TemplateOutput {
  readonly type: "string";
  readonly value: string;
}

/** A parameter's value, or the secret of a vault that Azure Resource Manager takes it from. */
export type ParameterValue =
  | { readonly value: unknown }
  | {
      readonly reference: {
        readonly keyVault: { readonly id: string };
        readonly secretName: string;
        readonly secretVersion?: string;
      };
    };

export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** A parameters file beside a template. */
export interface TemplateParametersFile {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly parameters: ParameterValues;
}

/** "Understand the structure and syntax of ARM templates", Microsoft Learn. */
export const TEMPLATE_SCHEMA =
  "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
export const PARAMETERS_SCHEMA =
  "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";

/** Text that a template takes literally: one that starts with a bracket would be an expression. */
export const literal = (text: string): string => (text.startsWith("[") ? `[${text}` : text);

/** A value with every text in it taken literally. */
export function literally(value: unknown): unknown {
  if (typeof value === "string") return literal(value);
  if (Array.isArray(value)) return value.map(literally);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [name, literally(inner)]),
  );
}

/** The secret parameters that no value is given for: theirs are handed over when the template is deployed. */
export function secretsWithoutValue(
  { parameters }: Pick<ResourceManagerTemplate, "parameters">,
  values: ParameterValues,
): readonly string[] {
  return Object.entries(parameters)
    .filter(([name, { type }]) => type === "securestring" && values[name] === undefined)
    .map(([name]) => name);
}

/** The vaults out of which parameters take secrets. */
export function vaultsReferredTo(values: ParameterValues): readonly string[] {
  return Object.values(values).flatMap((value) => ("reference" in value ? value.reference.keyVault.id : []));
}
