import { ResourceManagementClient, type Deployment, type DeploymentExtended } from "@azure/arm-resources";

import { startSandbox, type Fleet, type Sandbox, type SandboxEdition } from "../../../../lib/sandbox/index";
import type { Json, JsonObject } from "../../../../lib/sandbox/json";
import {
  credentialOf,
  emptyFleet,
  httpClientOf,
  owner,
  resourceGroupName,
  subscriptionId,
} from "../../support";

/** What core-lro 2 calls `SimplePollerLike`, as far as it is needed here. */
export interface SimplePoller<T> {
  poll(): Promise<void>;
  isDone(): boolean;
  pollUntilDone(): Promise<T>;
}

export const deploymentName = "deploy-1";

/** A sandbox, Microsoft's client for deployments, and ways to carry one out without waiting. */
export interface DeploymentBench {
  readonly sandbox: Sandbox;
  readonly client: ResourceManagementClient;
  /** First line of every exchange of the client. */
  readonly seen: string[];
  /** Deploys a template and waits by the sandbox's clock until it is over. */
  readonly deploy: (template: JsonObject, parameters?: JsonObject) => Promise<DeploymentExtended>;
  /** What is refused or fails: code and message. */
  readonly failure: (action: () => Promise<unknown>) => Promise<{ code: string; message: string }>;
  /** Waits for a poller of core-lro 2 by the sandbox's clock. */
  readonly finish: <T>(begin: () => Promise<SimplePoller<T>>) => Promise<T>;
  /** Sends what Microsoft's client would not. */
  readonly send: (method: string, path: string, body?: JsonObject) => Promise<{ status: number; body: Json }>;
}

export interface BenchOptions {
  readonly edition?: SandboxEdition;
  readonly signInAs?: string;
}

/** Starts a sandbox with this fleet, as its owner unless said. */
export function deploymentBench(
  fleet: Partial<Fleet> = {},
  { edition = "current", signInAs = owner.name }: BenchOptions = {},
): DeploymentBench {
  const sandbox = startSandbox({ fleet: { ...emptyFleet, ...fleet }, edition });
  const seen: string[] = [];
  const client = new ResourceManagementClient(credentialOf(sandbox, signInAs), subscriptionId, {
    httpClient: httpClientOf(sandbox, seen),
    retryOptions: { maxRetries: 0 },
  });
  const waitFor: DeploymentBench["finish"] = async (begin) => {
    const poller = await begin();
    while (!poller.isDone()) {
      sandbox.clock.advance(10_000);
      await poller.poll();
    }
    return await poller.pollUntilDone();
  };
  return {
    sandbox,
    client,
    seen,
    finish: waitFor,
    send: async (method, path, body) => {
      const response = await sandbox.fetch(
        new Request(`https://management.azure.com${path}?api-version=2021-04-01`, {
          method,
          headers: {
            authorization: `Bearer ${sandbox.issueToken("https://management.azure.com", signInAs)}`,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Json) };
    },
    deploy: (template, parameters = {}) =>
      waitFor(() =>
        client.deployments.beginCreateOrUpdate(
          resourceGroupName,
          deploymentName,
          requestFor(template, parameters),
        ),
      ),
    failure: async (action) => {
      try {
        await action();
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        return { code: "code" in error ? String(error.code) : "", message: error.message };
      }
      throw new Error("Azure took it.");
    },
  };
}

/** The body of a deployment; parameters by their plain values. */
export function requestFor(template: JsonObject, parameters: JsonObject = {}): Deployment {
  return {
    properties: {
      mode: "Incremental",
      template: { ...template },
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, { value }] as const),
      ),
    },
  };
}

/** A template with these parts. */
export function aTemplate(parts: JsonObject = {}): JsonObject {
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    resources: [],
    ...parts,
  };
}

/** A managed disk of 4 GB, changed in part. */
export function aDisk(changes: JsonObject = {}): JsonObject {
  return {
    type: "Microsoft.Compute/disks",
    apiVersion: "2024-03-02",
    name: "disk-1",
    location: "[resourceGroup().location]",
    sku: { name: "Premium_LRS" },
    properties: { creationData: { createOption: "Empty" }, diskSizeGB: 4 },
    ...changes,
  };
}

/** A vault that decides by roles and is open to disk encryption, its properties changed in part. */
export function aVaultToMake(properties: JsonObject = {}): JsonObject {
  return {
    type: "Microsoft.KeyVault/vaults",
    apiVersion: "2023-07-01",
    name: "kv-made",
    location: "westeurope",
    properties: {
      tenantId: "[subscription().tenantId]",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enabledForDiskEncryption: true,
      ...properties,
    },
  };
}

/** The id of a resource in the bench's group. */
export const idOf = (type: string, name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/${type}/${name}`;
