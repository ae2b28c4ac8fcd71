import { createHttpHeaders } from "@azure/core-rest-pipeline";

import { drivenClock } from "../../../lib/disk-encryption/connection/clock";
import type { Connection } from "../../../lib/disk-encryption/connection/connection";
import type { RawAnswer } from "../../../lib/disk-encryption/connection/raw-answer";
import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { readFleet, type ReadFleetOptions } from "../../../lib/fleet/inventory/arm";

export const subscriptionId = "11111111-1111-4111-8111-111111111111";
const compute = `/subscriptions/${subscriptionId}/resourceGroups/rg-app/providers/Microsoft.Compute`;
export const vmId = (name: string): string => `${compute}/virtualMachines/${name}`;
export const diskId = (name: string): string => `${compute}/disks/${name}`;

type Body = Readonly<Record<string, unknown>>;

/** A VM as a list answers it, with the disks of these names: the first is its OS disk. */
export function aVirtualMachine(name: string, disks: readonly string[] = [], more: Body = {}): Body {
  const attached = disks.map((disk) => ({ name: disk, managedDisk: { id: diskId(disk) } }));
  const [osDisk = { name: "os" }, ...dataDisks] = attached;
  return {
    id: vmId(name),
    name,
    type: "Microsoft.Compute/virtualMachines",
    location: "westeurope",
    properties: {
      hardwareProfile: { vmSize: "Standard_D2s_v5" },
      storageProfile: {
        osDisk: { osType: "Linux", ...osDisk },
        dataDisks: dataDisks.map((disk, lun) => ({ lun, ...disk })),
      },
    },
    ...more,
  };
}

/** A disk as a list answers it. */
export function aDisk(name: string, managedBy?: string, properties: Body = {}): Body {
  return {
    id: diskId(name),
    name,
    type: "Microsoft.Compute/disks",
    location: "westeurope",
    sku: { name: "Premium_LRS" },
    ...(managedBy === undefined ? {} : { managedBy: vmId(managedBy) }),
    properties: {
      diskSizeGB: 64,
      diskState: managedBy === undefined ? "Unattached" : "Attached",
      encryption: { type: "EncryptionAtRestWithPlatformKey" },
      ...properties,
    },
  };
}

/** The stamp of Azure Disk Encryption, as a disk's property. */
export const stamp = { encryptionSettingsCollection: { enabled: true, encryptionSettings: [] } };

export const answerWith = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): RawAnswer => ({
  status,
  headers: createHttpHeaders(headers),
  body: typeof body === "string" ? body : JSON.stringify(body),
});

export const refusal = (
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): RawAnswer => answerWith(status, { error: { code, message: `(test) ${code}.` } }, headers);

type ListName = "virtualMachines" | "disks" | "snapshots" | "images" | "diskEncryptionSets";

/** What a Resource Manager of one subscription answers; what is not said is an empty list. */
export interface Answers {
  /** Pages of each list: the bodies on it, or an answer of another kind. */
  readonly lists?: Partial<Readonly<Record<ListName, readonly (readonly Body[] | RawAnswer)[]>>>;
  /** To whatever else is asked, by the last part of its path. */
  readonly others?: Readonly<Record<string, RawAnswer>>;
}

export interface FakeAzure {
  readonly azure: Pick<Connection, "get" | "clock" | "visibleSubscriptions" | "principal">;
  /** Paths and queries, in the order they came. */
  readonly asked: readonly string[];
}

/** A Resource Manager of one subscription, and a clock that takes no time. */
export function aResourceManager({ lists = {}, others = {} }: Answers): FakeAzure {
  let nowInMs = Date.parse("2026-11-24T08:00:00Z");
  const asked: string[] = [];
  const names = ["virtualMachines", "disks", "snapshots", "images", "diskEncryptionSets"] as const;

  function answerTo(url: URL): RawAnswer {
    const last = url.pathname.split("/").at(-1) ?? "";
    const name = names.find((one) => one === last);
    if (name === undefined) return others[last] ?? refusal(404, "ResourceNotFound");
    const pages = lists[name] ?? [[]];
    const place = Number(url.searchParams.get("$skipToken") ?? 0);
    const page = pages[place] ?? [];
    if ("status" in page) return page;
    const next = `https://management.azure.com${url.pathname}?api-version=x&$skipToken=${place + 1}`;
    return answerWith(200, { value: page, ...(place + 1 < pages.length ? { nextLink: next } : {}) });
  }

  return {
    asked,
    azure: {
      visibleSubscriptions: [{ subscriptionId, displayName: "Contoso" }],
      principal: { name: "lena@contoso.example", objectId: "o" },
      clock: drivenClock({
        now: () => new Date(nowInMs),
        advance: (durationInMs) => {
          nowInMs += durationInMs;
        },
      }),
      get: async (target) => {
        const url = new URL(target, "https://management.azure.com");
        asked.push(`${url.pathname}${url.search}`);
        // Not in the same turn, as no network answers.
        await new Promise((resolve) => setImmediate(resolve));
        return answerTo(url);
      },
    },
  };
}

/** What is read of it. */
export const readOf = (answers: Answers, options?: ReadFleetOptions): Promise<Inventory> =>
  readFleet(aResourceManager(answers).azure, options);

export const namesOf = (resources: readonly { readonly name: string }[]): readonly string[] =>
  resources.map(({ name }) => name);
