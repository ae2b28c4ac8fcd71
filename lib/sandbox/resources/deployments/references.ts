import { AzureError } from "../../errors";
import type { Reply, ResourceManager } from "../../http";
import { objectAt, textAt, valueAt, without, type Json, type JsonObject } from "../../json";
import type { TemplateFunctionCall } from "./expressions/function-call";
import { languageError } from "./expressions/expression";
import type { PreparedDeployment } from "./prepare";
import type { Reference } from "./template/template-functions";
import { isCalled } from "./template/template-resources";

/** What `reference()` asks for. */
interface ReferenceTarget {
  readonly id: string;
  readonly apiVersion: string;
  readonly isTemplateResource: boolean;
}

/** Thrown inside an evaluation that has to wait for an answer. */
class ReferenceNeeded extends Error {
  constructor(readonly target: ReferenceTarget) {
    super(`(sandbox) ${target.id} has to be read first.`);
  }
}

/** How an evaluation ended: with its value, or with what was refused. */
export type Evaluated<T> =
  { readonly kind: "value"; readonly value: T } | { readonly kind: "refused"; readonly reply: Reply };

/** Goes on with an answer: at once where it is there, so that it counts for the moment on the sandbox's clock. */
export function whenAnswered(answer: Reply | Promise<Reply>, next: (reply: Reply) => void): void {
  if (answer instanceof Promise) void answer.then(next);
  else next(answer);
}

/**
 * Evaluates something that may call `reference()`: what it refers to is read as the caller, then it is evaluated again.
 *
 * @param evaluate - throws AzureError for an expression that is wrong.
 */
export function withReferences<T>(
  deployment: Pick<PreparedDeployment, "graph" | "scope">,
  resourceManager: ResourceManager,
  evaluate: (reference: Reference) => T,
  then: (evaluated: Evaluated<T>) => void,
): void {
  const answers = new Map<string, JsonObject>();

  const reference: Reference = (call) => {
    const target = targetOf(call, deployment);
    const answer = answers.get(target.id);
    if (answer === undefined) throw new ReferenceNeeded(target);
    return call.count === 3 ? full(answer, target) : (valueAt(answer, "properties") ?? {});
  };

  function attempt(): void {
    let value: T;
    try {
      value = evaluate(reference);
    } catch (error) {
      if (error instanceof ReferenceNeeded) read(error.target);
      else if (error instanceof AzureError) {
        then({ kind: "refused", reply: { status: error.status, body: error.toBody() as Json } });
      } else throw error;
      return;
    }
    then({ kind: "value", value });
  }

  function read({ id, apiVersion }: ReferenceTarget): void {
    const url = `${id}?api-version=${apiVersion}`;
    whenAnswered(resourceManager.send({ method: "GET", url }), (reply) => {
      if (reply.status >= 400) then({ kind: "refused", reply });
      else {
        answers.set(id, objectAt(reply.body));
        attempt();
      }
    });
  }

  attempt();
}

/** `reference(nameOrId, [apiVersion], ['Full'])`. @see "Resource functions for ARM templates", reference */
function targetOf(call: TemplateFunctionCall, { graph }: Pick<PreparedDeployment, "graph">): ReferenceTarget {
  const called = call.expectCount(1, 3).text(0);
  if (call.count === 3 && call.text(2).toLowerCase() !== "full") {
    throw languageError(
      `(sandbox) The third parameter of the template function 'reference' is 'Full' or nothing, not '${call.text(2)}'.`,
    );
  }
  const ofTemplate = graph.resources.find((resource) => isCalled(resource, called));
  const apiVersion = call.count > 1 ? call.text(1) : ofTemplate?.apiVersion;
  if (ofTemplate === undefined && !called.startsWith("/"))
    throw languageError(`The resource '${called}' is not defined in the template.`);
  if (apiVersion === undefined)
    throw languageError(`The template reference to '${called}' requires an API version.`);
  return { id: ofTemplate?.id ?? called, apiVersion, isTemplateResource: ofTemplate !== undefined };
}

function full(answer: JsonObject, { id, apiVersion, isTemplateResource }: ReferenceTarget): JsonObject {
  const [, , subscriptionId, , resourceGroupName] = id.split("/");
  return {
    apiVersion,
    ...without(answer, "id", "name", "type"),
    subscriptionId,
    resourceGroupName,
    resourceId: `${textAt(answer, "type") ?? ""}/${textAt(answer, "name") ?? ""}`,
    referenceApiVersion: apiVersion,
    condition: true,
    isConditionTrue: true,
    isTemplateResource,
    isAction: false,
    provisioningOperation: "Read",
  };
}
