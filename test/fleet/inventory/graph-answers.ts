import { ResourceGraphClient } from "@azure/arm-resourcegraph";
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { drivenClock } from "../../../lib/disk-encryption/connection/clock";
import type { Connection } from "../../../lib/disk-encryption/connection/connection";
import { readFleetFromGraph, type GraphFleetOptions } from "../../../lib/fleet/inventory/graph";
import { type AzureClients, keepClients } from "@runbooks/disk-encryption/clients";

export const subscriptionId = "11111111-1111-4111-8111-111111111111";
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-app`;
export const vmId = (name: string): string => `${group}/providers/Microsoft.Compute/virtualMachines/${name}`;
export const diskId = (name: string): string => `${group}/providers/Microsoft.Compute/disks/${name}`;

export type Row = Readonly<Record<string, unknown>>;

/** The row of a subscription that may be read. */
export const aSubscription = (id: string = subscriptionId, name = "Contoso"): Row => ({
  id: `/subscriptions/${id}`,
  name,
  type: "microsoft.resources/subscriptions",
});

/** The row of a VM with disks of these names; the first is its OS disk. */
export const aVirtualMachine = (name: string, disks: readonly string[] = [], more: Row = {}): Row => ({
  id: vmId(name),
  name,
  type: "microsoft.compute/virtualmachines",
  location: "westeurope",
  vmSize: "Standard_D2s_v5",
  osDiskType: "Linux",
  ...(disks[0] === undefined ? {} : { osDiskName: disks[0], osDiskId: diskId(disks[0]) }),
  dataDisks: disks.slice(1).map((disk, lun) => ({ lun, name: disk, managedDisk: { id: diskId(disk) } })),
  ...more,
});

/** The row of a disk. */
export const aDisk = (name: string, managedBy?: string, more: Row = {}): Row => ({
  id: diskId(name),
  name,
  type: "microsoft.compute/disks",
  location: "westeurope",
  managedBy: managedBy === undefined ? "" : vmId(managedBy),
  diskSizeGB: 64,
  diskState: managedBy === undefined ? "Unattached" : "Attached",
  ...more,
});

/** A query as it came over the wire. */
export interface AskedQuery {
  readonly query: string;
  readonly subscriptions?: readonly string[];
  readonly managementGroups?: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const refusal = (
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): GraphAnswer => ({
  status,
  headers,
  body: {
    error: {
      code: status === 400 ? "BadRequest" : code,
      message: "Please provide below info when asking for support: ...",
      details: [{ code, message: `(test) ${code}.` }],
    },
  },
});

/** Answers rows in pages of a size, as Resource Graph does; a token is the number of the next row. */
export function pages(rows: readonly Row[], size: number): (asked: AskedQuery) => GraphAnswer {
  return ({ options }) => {
    const start = Number(options["$skip"] ?? options["$skipToken"] ?? 0);
    const data = rows.slice(start, start + Math.min(size, Number(options["$top"])));
    const end = start + data.length;
    return {
      status: 200,
      body: {
        totalRecords: rows.length,
        count: data.length,
        data,
        facets: [],
        resultTruncated: "false",
        ...(end < rows.length ? { $skipToken: String(end) } : {}),
      },
    };
  };
}

export interface FakeGraph {
  readonly azure: Pick<Connection, "handle" | "get" | "visibleSubscriptions" | "principal" | "clock">;
  readonly asked: readonly AskedQuery[];
  /** Milliseconds that went by since the start. */
  readonly elapsedInMs: () => number;
}

const unused = (): never => {
  throw new Error("Resource Graph alone is asked here.");
};
const noClients: AzureClients = {
  compute: unused,
  keyVaults: unused,
  keys: unused,
  secrets: unused,
  authorization: unused,
  features: unused,
  identities: unused,
  resources: unused,
  resourceGraph: unused,
  send: unused,
  pageBlob: unused,
};

/** Azure's own client on a Resource Graph that answers as it is told, with a clock that takes no time. */
export function aResourceGraph(
  answer: (asked: AskedQuery, number: number, elapsedInMs: number) => GraphAnswer | Promise<GraphAnswer>,
  subscriptions: Connection["subscriptions"] = [{ subscriptionId, displayName: "Contoso" }],
): FakeGraph {
  let elapsedInMs = 0;
  const asked: AskedQuery[] = [];
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const query = JSON.parse(typeof request.body === "string" ? request.body : "") as AskedQuery;
      asked.push(query);
      const number = asked.length;
      // Not in the same turn, as no network answers.
      await new Promise((resolve) => setImmediate(resolve));
      if (request.abortSignal?.aborted === true) throw new DOMException("Stopped.", "AbortError");
      const { status, headers = {}, body } = await answer(query, number, elapsedInMs);
      return { request, status, headers: createHttpHeaders(headers), bodyAsText: JSON.stringify(body) };
    },
  };
  return {
    asked,
    elapsedInMs: () => elapsedInMs,
    azure: {
      visibleSubscriptions: subscriptions,
      principal: { name: "lena@contoso.example", objectId: "o" },
      clock: drivenClock({
        now: () => new Date(Date.parse("2026-11-24T08:00:00Z") + elapsedInMs),
        advance: (durationInMs) => {
          elapsedInMs += durationInMs;
        },
      }),
      get: (url) => Promise.reject(new Error(`Resource Manager is not asked of ${url}`)),
      handle: keepClients({
        ...noClients,
        resourceGraph: () =>
          new ResourceGraphClient(
            { getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }) },
            { httpClient, apiVersion: "2024-04-01", retryOptions: { maxRetries: 0 } },
          ),
      }),
    },
  };
}

/** What is read of rows, in pages of a size. */
export const readOf = (rows: readonly Row[], size = 1000, options?: GraphFleetOptions): Promise<Inventory> =>
  readFleetFromGraph(aResourceGraph(pages(rows, size)).azure, options);
