import { z } from "zod";

import { defined, isResourceId, NOT_SHOWN, parseResourceId, RunbookError } from "@runbooks/azure";
import { newPassword } from "../../nouns/administrator";
import { azureError, httpStatus } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import {
  errorDetail,
  errorDetailIn,
  innermostErrors,
  type ErrorDetail,
} from "../../connection/error-details";
import type { PlannedRequest } from "../../connection/changes";
import { finish } from "../../connection/long-running-operation";
import { fillHoles } from "../../connection/secret-hole";
import { deploymentBody } from "../../change/actions/deployment";
import {
  deploymentId,
  valuesWithHoles,
  type DeploymentTarget,
  type TemplateAndParameters,
} from "./deployment";
import { clientsOf } from "../../connection/clients";

/** What Azure says of a template before it is deployed. */
export type TemplateValidation =
  | { readonly outcome: "valid"; readonly resourceIds: readonly string[] }
  | { readonly outcome: "invalid"; readonly errors: readonly TemplateError[] };

export interface TemplateError {
  readonly code: string;
  readonly message: string;
}

/** What a deployment would do. */
export interface WhatIf {
  readonly changes: readonly ResourceChange[];
}

/** What a deployment would do to one resource. */
export interface ResourceChange {
  readonly resourceId: string;
  readonly type: string;
  /** Of a child with that of its parent: `vm-web-01/AzureDiskEncryption`. */
  readonly name: string;
  /** `Create`, `Modify`, `Delete`, `NoChange`, `Ignore` (it is there and stays), `Deploy`, `Unsupported`. */
  readonly change: string;
  readonly properties: readonly PropertyChange[];
  /** Why Azure can't say, where it can't. */
  readonly unsupportedReason?: string;
}

export interface PropertyChange {
  readonly path: string;
  /** `Create`, `Modify`, `Delete`, `Array`, `NoEffect`. */
  readonly change: string;
  /** As JSON; absent where there is none. */
  readonly before?: string;
  readonly after?: string;
}

export interface PreviewOptions {
  readonly signal?: AbortSignal;
}

/**
 * Asks Azure whether it would take a template with its parameters. Makes nothing.
 *
 * For a secret without a value a password of its own is sent, which nobody gets to see: the question needs some value.
 *
 * @throws RunbookError with Azure's code where it did not answer the question: no rights, no such group.
 */
export async function validateTemplate(
  azure: Connection,
  target: DeploymentTarget,
  exported: TemplateAndParameters,
  options: PreviewOptions = {},
): Promise<TemplateValidation> {
  try {
    const { error, properties } = await ask(azure, target, exported, "validate", validationAnswer, options);
    if (error) return invalid(error);
    const resources = properties?.validatedResources ?? [];
    return { outcome: "valid", resourceIds: resources.flatMap(({ id }) => id ?? []) };
  } catch (cause) {
    const BAD_REQUEST = 400;
    const error = httpStatus(cause) === BAD_REQUEST ? errorDetailIn(cause) : undefined;
    if (error === undefined) throw azureError(cause, `validating deployment ${target.deploymentName}`);
    return invalid(error);
  }
}

/**
 * Asks Azure what a deployment of a template would do to the resource group. Makes nothing.
 *
 * @throws RunbookError with Azure's code, also where the template itself is refused (`InvalidTemplate` ...).
 * @see "ARM template deployment what-if operation", Microsoft Learn, read 2026-11-25
 */
export async function whatIf(
  azure: Connection,
  target: DeploymentTarget,
  exported: TemplateAndParameters,
  options: PreviewOptions = {},
): Promise<WhatIf> {
  const doing = `asking what deployment ${target.deploymentName} would do`;
  try {
    const { error, properties } = await ask(azure, target, exported, "whatIf", whatIfAnswer, options);
    if (error) {
      const [first] = innermostErrors(error);
      throw new RunbookError(
        first?.code ?? "AzureOperationFailed",
        `Deployment ${target.deploymentName}: ${first?.message ?? "Azure said no more."}`,
        "Mend what the message names, and ask again.",
      );
    }
    return { changes: (properties?.changes ?? []).map(toResourceChange) };
  } catch (cause) {
    throw azureError(cause, doing);
  }
}

interface WhatIfChange {
  readonly resourceId?: string | undefined;
  readonly changeType: string;
  readonly delta?: readonly WhatIfPropertyChange[] | null | undefined;
  readonly unsupportedReason?: string | null | undefined;
}

interface WhatIfPropertyChange {
  readonly path: string;
  readonly propertyChangeType: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly children?: readonly WhatIfPropertyChange[] | null | undefined;
}

const whatIfPropertyChange: z.ZodType<WhatIfPropertyChange> = z.lazy(() =>
  z.object({
    path: z.string(),
    propertyChangeType: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    children: z.array(whatIfPropertyChange).nullish(),
  }),
);

const whatIfAnswer = z.object({
  error: errorDetail.nullish(),
  properties: z
    .object({
      changes: z.array(
        z.object({
          resourceId: z.string().optional(),
          changeType: z.string(),
          delta: z.array(whatIfPropertyChange).nullish(),
          unsupportedReason: z.string().nullish(),
        }),
      ),
    })
    .nullish(),
});

const validationAnswer = z.object({
  error: errorDetail.nullish(),
  properties: z
    .object({ validatedResources: z.array(z.object({ id: z.string().optional() })).nullish() })
    .nullish(),
});

/** Sends one of the two questions through the gate, with a value in each secret's place. */
async function ask<T>(
  azure: Connection,
  target: DeploymentTarget,
  exported: TemplateAndParameters,
  question: "validate" | "whatIf",
  answer: z.ZodType<T>,
  { signal }: PreviewOptions,
): Promise<T> {
  const request: PlannedRequest = {
    method: "POST",
    path: `${deploymentId(target)}/${question}`,
    body: deploymentBody(exported.template, valuesWithHoles(exported)),
  };
  const body = fillHoles(request.body, () => newPassword().use((password) => password));
  return answer.parse(
    await azure.gate.ask(request, () =>
      finish(() => clientsOf(azure).send(request, { body }), { clock: azure.clock, ...defined({ signal }) }),
    ),
  );
}

const invalid = (error: ErrorDetail): TemplateValidation => ({
  outcome: "invalid",
  errors: innermostErrors(error),
});

function toResourceChange(change: WhatIfChange): ResourceChange {
  const { resourceId = "", changeType, delta, unsupportedReason } = change;
  const { type, names } = isResourceId(resourceId)
    ? parseResourceId(resourceId)
    : { type: "", names: [resourceId] };
  return {
    resourceId,
    type,
    name: names.join("/"),
    change: changeType,
    properties: (delta ?? []).flatMap((property) => toPropertyChanges(property, "")),
    ...(typeof unsupportedReason === "string" ? { unsupportedReason } : {}),
  };
}

/** The changes below a property by their full paths. */
function toPropertyChanges(change: WhatIfPropertyChange, above: string): readonly PropertyChange[] {
  const path = above === "" ? change.path : `${above}.${change.path}`;
  const children = change.children ?? [];
  if (children.length > 0) return children.flatMap((child) => toPropertyChanges(child, path));
  const shown = (value: unknown): string =>
    /password|secret/i.test(path) ? NOT_SHOWN : JSON.stringify(value);
  return [
    {
      path,
      change: change.propertyChangeType,
      ...(change.before === undefined ? {} : { before: shown(change.before) }),
      ...(change.after === undefined ? {} : { after: shown(change.after) }),
    },
  ];
}
