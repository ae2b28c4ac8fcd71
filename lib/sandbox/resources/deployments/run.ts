import type { Call, Reply, ResourceManager } from "../../http";
import { objectAt, textAt, valueAt, type Json, type JsonObject } from "../../json";
import type { World } from "../../state";
import {
  type Deployment,
  type DeploymentOperation,
  deploymentEndsInMs,
  deploymentStartsInMs,
  resourcePollInMs,
  statusWord,
  withoutSecrets,
} from "./deployment";
import { evaluatedOutputs } from "./outputs";
import { bodyInTurn, type PreparedDeployment } from "./prepare";
import { whenAnswered, withReferences } from "./references";
import type { TemplateResource } from "./template/template-resources";
import { vaultSettingsRefusal } from "./key-vault-parameters";

/**
 * Carries a deployment out, as its caller: each resource is a PUT through the front door as soon as what it depends on is there, side by
 * side where nothing orders them, and is followed on the sandbox's clock until it is over.
 */
export function startRun(call: Call, prepared: PreparedDeployment, deployment: Deployment): void {
  const run = new Run(call.world, call.resourceManager, prepared, deployment);
  call.world.clock.after(deploymentStartsInMs, () => {
    run.start();
  });
}

type Progress = "waiting" | "running" | "done" | "failed";

/** Where the end of a resource's operation shows. */
interface Watched {
  readonly url: string;
  readonly by: "status" | "location" | "resource";
}

class Run {
  private readonly progress = new Map<string, Progress>();
  private readonly failures: JsonObject[] = [];
  private isEnding = false;

  constructor(
    private readonly world: World,
    private readonly resourceManager: ResourceManager,
    private readonly prepared: PreparedDeployment,
    private readonly deployment: Deployment,
  ) {}

  start(): void {
    if (this.deployment.state !== "Accepted") return;
    this.deployment.state = "Running";
    for (const { id } of this.resources) this.progress.set(id, "waiting");
    this.step();
  }

  private get resources(): readonly TemplateResource[] {
    return this.prepared.graph.resources;
  }

  /** Whether it was canceled meanwhile: then what answers still come are not looked at. */
  private get isStopped(): boolean {
    return this.deployment.state !== "Running";
  }

  private step(): void {
    if (this.isStopped || this.isEnding) return;
    for (const resource of this.resources) if (this.isNext(resource)) this.begin(resource);
    if (this.resources.some((resource) => this.isRunning(resource) || this.isNext(resource))) return;
    this.isEnding = true;
    this.later(deploymentEndsInMs, () => {
      this.end();
    });
  }

  private isRunning({ id }: TemplateResource): boolean {
    return this.progress.get(id) === "running";
  }

  private isNext({ id }: TemplateResource): boolean {
    const dependencies = this.prepared.graph.dependencies.get(id) ?? [];
    return (
      this.progress.get(id) === "waiting" &&
      dependencies.every((dependency) => this.progress.get(dependency.id) === "done")
    );
  }

  private begin(resource: TemplateResource): void {
    if (!resource.isDeployed) {
      this.settle(resource, "done");
      return;
    }
    this.progress.set(resource.id, "running");
    const operation = this.operationOf(resource);
    withReferences(
      this.prepared,
      this.resourceManager,
      (reference) => bodyInTurn(this.prepared, resource, reference),
      (evaluated) => {
        if (this.isStopped) return;
        if (evaluated.kind === "refused") this.refused(resource, operation, evaluated.reply);
        else this.send(resource, operation, evaluated.value);
      },
    );
  }

  private send(resource: TemplateResource, operation: DeploymentOperation, body: JsonObject): void {
    const refusal = vaultSettingsRefusal(this.world, resource.type, body);
    if (refusal !== undefined) {
      this.refused(resource, operation, { status: refusal.status, body: refusal.toBody() as Json });
      return;
    }
    const url = `${resource.id}?api-version=${resource.apiVersion}`;
    whenAnswered(this.resourceManager.send({ method: "PUT", url, body }), (reply) => {
      if (this.isStopped) return;
      if (reply.status >= 400) {
        this.refused(resource, operation, reply);
        return;
      }
      operation.statusCode = statusWord(reply.status);
      const watched = watchedIn(reply, url);
      if (watched === undefined) this.succeeded(resource, operation);
      else this.watch(resource, operation, watched, reply);
    });
  }

  private watch(
    resource: TemplateResource,
    operation: DeploymentOperation,
    watched: Watched,
    last: Reply,
  ): void {
    const retryAfterInSeconds = Number(headerOf(last, "retry-after") ?? 0);
    this.later(retryAfterInSeconds > 0 ? retryAfterInSeconds * 1000 : resourcePollInMs, () => {
      if (this.isStopped) return;
      whenAnswered(this.resourceManager.send({ method: "GET", url: watched.url }), (reply) => {
        if (this.isStopped) return;
        const end = endIn(reply, watched);
        if (end === "running") this.watch(resource, operation, watched, reply);
        else if (end === "succeeded") this.succeeded(resource, operation);
        else this.endedBadly(resource, operation, end);
      });
    });
  }

  private succeeded(resource: TemplateResource, operation: DeploymentOperation): void {
    // What was accepted is over by now.
    if (operation.statusCode === statusWord(202)) operation.statusCode = statusWord(200);
    this.close(operation, "Succeeded");
    this.settle(resource, "done");
  }

  /** The provider refused it at once. */
  private refused(resource: TemplateResource, operation: DeploymentOperation, { status, body }: Reply): void {
    const error = objectAt(body, "error");
    this.failed(resource, operation, statusWord(status), { error }, error);
  }

  /** The provider took it and it ended badly: wrapped, as Azure wraps it (reported of deployments in 2024 and 2025). */
  private endedBadly(resource: TemplateResource, operation: DeploymentOperation, inner: JsonObject): void {
    const error = {
      code: "ResourceDeploymentFailure",
      target: resource.id,
      message:
        "The resource write operation failed to complete successfully, because it reached terminal provisioning state 'Failed'.",
      details: [inner],
    };
    this.failed(resource, operation, "Conflict", { status: "Failed", error }, error);
  }

  private failed(
    resource: TemplateResource,
    operation: DeploymentOperation,
    statusCode: string,
    statusMessage: JsonObject,
    error: JsonObject,
  ): void {
    const { secrets } = this.prepared.parameters;
    operation.statusCode = statusCode;
    operation.statusMessage = withoutSecrets(statusMessage, secrets);
    this.failures.push(error);
    this.close(operation, "Failed");
    this.settle(resource, "failed");
  }

  private close(operation: DeploymentOperation, state: "Succeeded" | "Failed"): void {
    operation.state = state;
    operation.endedAt = this.world.clock.now();
  }

  private settle({ id }: TemplateResource, progress: "done" | "failed"): void {
    this.progress.set(id, progress);
    this.later(0, () => {
      this.step();
    });
  }

  private later(delayInMs: number, action: () => void): void {
    this.world.clock.after(delayInMs, action);
  }

  private operationOf(resource: TemplateResource): DeploymentOperation {
    const operation: DeploymentOperation = {
      operationId: this.world.identifiers.version().slice(0, 16).toUpperCase(),
      provisioningOperation: "Create",
      startedAt: this.world.clock.now(),
      serviceRequestId: this.world.identifiers.guid(),
      targetResource: { id: resource.id, resourceType: resource.type, resourceName: resource.name },
      state: "Running",
    };
    this.deployment.operations.push(operation);
    return operation;
  }

  private end(): void {
    if (this.isStopped) return;
    if (this.failures.length > 0) {
      this.conclude("Failed", {
        code: "DeploymentFailed",
        target: this.deployment.id,
        message:
          "At least one resource deployment operation failed. Please list deployment operations for details. " +
          "Please see https://aka.ms/arm-deployment-operations for usage details.",
        details: this.failures,
      });
      return;
    }
    const { template, functions } = this.prepared;
    withReferences(
      this.prepared,
      this.resourceManager,
      (reference) => evaluatedOutputs(template.outputs, functions(reference)),
      (evaluated) => {
        if (this.isStopped) return;
        if (evaluated.kind === "refused")
          this.conclude("Failed", objectAt(valueAt(evaluated.reply.body, "error")));
        else this.succeed(evaluated.value);
      },
    );
  }

  private succeed(outputs: JsonObject): void {
    const now = this.world.clock.now();
    this.deployment.operations.push({
      operationId: this.world.identifiers.version().slice(0, 16).toUpperCase(),
      provisioningOperation: "EvaluateDeploymentOutput",
      startedAt: now,
      endedAt: now,
      serviceRequestId: this.world.identifiers.guid(),
      state: "Succeeded",
      statusCode: "OK",
    });
    if (Object.keys(outputs).length > 0) this.deployment.outputs = outputs;
    this.deployment.outputResources = this.resources
      .filter(({ isDeployed }) => isDeployed)
      .map(({ id }) => ({ id }));
    this.conclude("Succeeded");
  }

  private conclude(state: "Succeeded" | "Failed", error?: JsonObject): void {
    this.deployment.state = state;
    this.deployment.endedAt = this.world.clock.now();
    if (error !== undefined) this.deployment.error = withoutSecrets(error, this.prepared.parameters.secrets);
  }
}

/** Where the end of an accepted PUT will show; undefined: it is over. */
function watchedIn(reply: Reply, resourceUrl: string): Watched | undefined {
  const status = headerOf(reply, "azure-asyncoperation");
  if (status !== undefined) return { url: status, by: "status" };
  const location = headerOf(reply, "location");
  if (location !== undefined && reply.status === 202) return { url: location, by: "location" };
  return isTerminal(provisioningStateIn(reply)) ? undefined : { url: resourceUrl, by: "resource" };
}

const provisioningStateIn = ({ body }: Reply): string =>
  textAt(body, "properties", "provisioningState") ?? "Succeeded";

const isTerminal = (state: string): boolean => ["Succeeded", "Failed", "Canceled"].includes(state);

/** How an operation stands by an answer about it; the error where it ended badly. */
function endIn(reply: Reply, { by }: Watched): "running" | "succeeded" | JsonObject {
  if (reply.status >= 400) return objectAt(reply.body, "error");
  if (by === "location") return reply.status === 202 ? "running" : "succeeded";
  const state = by === "status" ? (textAt(reply.body, "status") ?? "") : provisioningStateIn(reply);
  if (!isTerminal(state)) return "running";
  if (state === "Succeeded") return "succeeded";
  const error = objectAt(reply.body, "error");
  return Object.keys(error).length > 0
    ? error
    : { code: "ResourceOperationFailure", message: `(sandbox) The operation ended as ${state}.` };
}

function headerOf({ headers = {} }: Reply, wanted: string): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted);
  return found?.[1];
}
