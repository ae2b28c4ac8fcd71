import assert from "node:assert/strict";
import https from "node:https";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { assembleConnection } from "../../../lib/disk-encryption/connection/assemble";
import { clouds } from "../../../lib/disk-encryption/connection/cloud";
import { connect } from "../../../lib/disk-encryption/connection/connect";
import { liveCredential } from "../../../lib/disk-encryption/connection/live-credential";
import type { Connection } from "../../../lib/disk-encryption/connection/connection";
import { readFleet } from "../../../lib/fleet/inventory/arm";
import { readFleetFromGraph } from "../../../lib/fleet/inventory/graph";
import { findVirtualMachine } from "../../../lib/disk-encryption/observe/find-virtual-machine";
import { RunbookError } from "../../../lib/azure/errors";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const PRODUCTION = "c0015001-50b5-4000-8000-c0ffee000001";
const FINANCE = "c0015002-50b5-4000-8000-c0ffee000002";

/** As `connect` puts a live connection together, with the sandbox in Azure's place. */
async function live(subscriptionId: string): Promise<Connection> {
  const { sandbox, clock } = await connect();
  return await assembleConnection({
    mode: "live",
    cloud: clouds.public,
    clock,
    credential: {
      getToken: () =>
        Promise.resolve({
          token: sandbox.issueToken(clouds.public.resourceManagerEndpoint),
          expiresOnTimestamp: 0,
        }),
    },
    service: sandbox,
    subscriptionId,
  });
}

describe("A live connection to a named subscription", () => {
  for (const named of [FINANCE, FINANCE.toUpperCase()]) {
    it(`sees that one alone: ${named}`, async () => {
      const { subscriptions } = await live(named);
      assert.deepEqual(
        subscriptions.map(({ subscriptionId }) => subscriptionId),
        [FINANCE],
      );
    });
  }

  it("reads a fleet of all that the principal sees, unless some are named", async () => {
    const azure = await live(FINANCE);
    const idsOf = async (inventory: Promise<Inventory>) =>
      (await inventory).subscriptions.map(({ subscriptionId }) => subscriptionId);
    assert.deepEqual(
      azure.visibleSubscriptions.map(({ displayName }) => displayName),
      ["Contoso Production", "Contoso Finance"],
    );
    for (const read of [readFleet, readFleetFromGraph]) {
      assert.deepEqual(await idsOf(read(azure)), [PRODUCTION, FINANCE]);
      assert.deepEqual(await idsOf(read(azure, { subscriptionIds: [FINANCE] })), [FINANCE]);
    }
  });

  it("looks for a VM's name there alone", async () => {
    await assert.rejects(
      findVirtualMachine(await live(FINANCE), "vm-web-01"),
      (error) => error instanceof RunbookError && error.code === "VirtualMachineNotFound",
    );
    assert.equal((await findVirtualMachine(await live(PRODUCTION), "vm-web-01")).subscriptionId, PRODUCTION);
  });

  it("still takes the full id of a VM in another", async () => {
    const { id } = await findVirtualMachine(await live(PRODUCTION), "vm-web-01");
    assert.equal((await findVirtualMachine(await live(FINANCE), id)).id, id);
  });

  it("is refused where the principal does not see it", async () => {
    await assert.rejects(
      live("00000000-0000-0000-0000-000000000000"),
      (error) => error instanceof RunbookError && error.code === "SubscriptionNotAccessible",
    );
  });
});

describe("The credential of a live connection", () => {
  const environment: Readonly<Record<string, string>> = {
    AZURE_TENANT_ID: "22222222-2222-2222-2222-222222222222",
    AZURE_CLIENT_ID: "33333333-3333-3333-3333-333333333333",
    AZURE_CLIENT_SECRET: "of a test",
  };
  const before = { ...process.env };
  const request = https.request;
  const hosts: (string | null | undefined)[] = [];
  beforeEach(() => {
    Object.assign(process.env, environment);
    hosts.length = 0;
    https.request = (options: unknown): never => {
      hosts.push((options as https.RequestOptions).hostname);
      throw new Error("the network of a test");
    };
  });
  afterEach(() => {
    https.request = request;
    for (const name of Object.keys(environment)) {
      const value = before[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  for (const [name, host] of [
    ["public", "login.microsoftonline.com"],
    ["us-government", "login.microsoftonline.us"],
    // What Microsoft's own client takes login.chinacloudapi.cn for.
    ["china", "login.partner.microsoftonline.cn"],
  ] as const) {
    it(`signs a service principal in at the login of the cloud ${name}`, async () => {
      const cloud = clouds[name];
      const credential = liveCredential(cloud);
      await assert.rejects(
        async () => await credential.getToken(`${cloud.resourceManagerEndpoint}/.default`),
      );
      assert.deepEqual([...new Set(hosts)], [host]);
    });
  }
});

describe("Signing in to the sandbox", () => {
  it("as somebody that the fleet does not have names those that it has", async () => {
    await assert.rejects(connect({ signInAs: "nobody" }), (error) => {
      assert.ok(error instanceof RunbookError);
      assert.equal(error.code, "ArgumentInvalid");
      assert.match(error.message, /'nobody'/);
      assert.match(error.hint, /dana@contoso\.example.*runbook-automation/);
      return true;
    });
  });

  it("as somebody that the fleet has works", async () => {
    assert.equal(
      (await connect({ signInAs: "lena@contoso.example" })).principal.name,
      "lena@contoso.example",
    );
  });
});

describe("A sandbox with a generated fleet", () => {
  it("is what its options say, and seen by its operator", async () => {
    const azure = await connect({ generate: { virtualMachines: 40, subscriptions: 3, seed: "three" } });
    assert.equal(azure.subscriptions.length, 3);
    assert.equal(azure.sandbox.generated?.virtualMachines, 40);
    assert.equal(azure.principal.name, "olga@contoso.example");
    const names: (string | undefined)[] = [];
    for (const { subscriptionId } of azure.subscriptions) {
      for await (const { name } of clientsOf(azure).compute(subscriptionId).virtualMachines.listAll())
        names.push(name);
    }
    assert.equal(new Set(names).size, 40);
  });

  it("has what a list is asked for in pages of the size that is said, and counts the requests", async () => {
    const azure = await connect({ generate: { virtualMachines: 25, subscriptions: 1 }, pageSize: 10 });
    const before = azure.sandbox.requests.total;
    const pages: number[] = [];
    const { subscriptionId = "" } = azure.subscriptions[0] ?? {};
    for await (const page of clientsOf(azure).compute(subscriptionId).virtualMachines.listAll().byPage()) {
      pages.push(page.length);
    }
    assert.deepEqual(pages, [10, 10, 5]);
    assert.equal(azure.sandbox.requests.total - before, 3);
  });

  for (const [what, target] of [
    ["a file's fleet and a generated one at once", { fleet: "contoso", generate: { virtualMachines: 1 } }],
    ["a page of nothing", { pageSize: 0 }],
    ["half an item on a page", { pageSize: 2.5 }],
    ["a latency before the request", { latencyInMs: -1 }],
  ] as const) {
    it(`is not started with ${what}`, async () => {
      await assert.rejects(connect(target), { code: "ArgumentInvalid" });
    });
  }
});
