import assert from "node:assert/strict";

import {
  generateFleet,
  startSandbox,
  type GeneratedFleet,
  type GenerateOptions,
  type Sandbox,
  type SandboxOptions,
} from "../../../../lib/sandbox/index";
import { isJsonObject, listAt, textAt, type Json, type JsonObject } from "../../../../lib/sandbox/json";

export const versions = {
  virtualMachines: "2026-03-01",
  extensions: "2026-03-01",
  images: "2026-03-01",
  disks: "2025-01-02",
  snapshots: "2025-01-02",
  diskEncryptionSets: "2025-01-02",
} as const;

/** The lists of Compute that a generated fleet has. */
export const listed = ["virtualMachines", "disks", "snapshots", "images", "diskEncryptionSets"] as const;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly text: string;
}

/** A sandbox with a generated fleet, and ways to ask it. */
export interface GeneratedBench {
  readonly sandbox: Sandbox;
  readonly generated: GeneratedFleet;
  /** `/subscriptions/…` of each. */
  readonly subscriptions: readonly string[];
  /** How many resources were made, by type; made again they count again. */
  readonly made: Map<string, number>;
  readonly send: (method: string, url: string, body?: JsonObject) => Promise<Answer>;
  /** The pages of a list below a subscription or a group. */
  readonly pages: (scope: string, list: keyof typeof versions) => Promise<readonly (readonly JsonObject[])[]>;
}

export const managementUrl = "https://management.azure.com";

/** Starts a sandbox with a generated fleet. */
export function generatedBench(
  options: GenerateOptions,
  sandboxOptions: Partial<SandboxOptions> = {},
): GeneratedBench {
  const made = new Map<string, number>();
  const fleet = generateFleet(options);
  const generated: GeneratedFleet = {
    ...fleet,
    resources: {
      ...fleet.resources,
      at: (type, place) => {
        made.set(type, (made.get(type) ?? 0) + 1);
        return fleet.resources.at(type, place);
      },
    },
  };
  const sandbox = startSandbox({ fleet: fleet.fleet, generated, ...sandboxOptions });

  async function send(method: string, url: string, body?: JsonObject): Promise<Answer> {
    const response = await sandbox.fetch(
      new Request(new URL(url, managementUrl), {
        method,
        headers: { authorization: `Bearer ${sandbox.issueToken(managementUrl)}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : (JSON.parse(text) as Json),
      text,
    };
  }

  return {
    sandbox,
    generated,
    subscriptions: fleet.fleet.subscriptions.map(({ subscriptionId }) => `/subscriptions/${subscriptionId}`),
    made,
    send,
    pages: async (scope, list) => {
      const found: (readonly JsonObject[])[] = [];
      let next: string | undefined =
        `${scope}/providers/Microsoft.Compute/${list}?api-version=${versions[list]}`;
      while (next !== undefined) {
        const answer: Answer = await send("GET", next);
        assert.equal(answer.status, 200);
        found.push(listAt(answer.body, "value").filter(isJsonObject));
        next = textAt(answer.body, "nextLink");
      }
      return found;
    },
  };
}

/** The lower-case ids of resources. */
export const idsOf = (resources: readonly { readonly id?: Json }[]): readonly string[] =>
  resources.map(({ id }) => (typeof id === "string" ? id.toLowerCase() : assert.fail("no id")));
