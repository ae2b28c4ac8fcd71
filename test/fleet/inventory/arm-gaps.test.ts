import assert from "node:assert/strict";

import type { InventoryGap } from "../../../lib/fleet/nouns/inventory";
import { readFleet } from "../../../lib/fleet/inventory/arm";
import { RunbookError } from "../../../lib/azure/errors";
import {
  aDisk,
  answerWith,
  aResourceManager,
  aVirtualMachine,
  namesOf,
  readOf,
  refusal,
  stamp,
  subscriptionId,
} from "./arm-builders";

const inShort = ({ scope, kind, code, readBefore }: InventoryGap): readonly unknown[] => [
  scope,
  kind,
  code,
  readBefore,
];

describe("A gap of a fleet that is read from lists of Resource Manager", () => {
  it("is one for a subscription that can't be read at all, also where its power states are asked for", async () => {
    const none = [refusal(403, "AuthorizationFailed")];
    const lists = {
      virtualMachines: none,
      disks: none,
      snapshots: none,
      images: none,
      diskEncryptionSets: none,
    };
    const { gaps } = await readOf({ lists }, { withPowerStates: true });
    assert.deepEqual(gaps.map(inShort), [["Contoso", "all", "AuthorizationFailed", 0]]);
  });

  it("is a list that fails at its third page: what came before is kept, and so are the other lists", async () => {
    const fleet = await readOf({
      lists: {
        disks: [[aDisk("d-1")], [aDisk("d-2")], refusal(403, "AuthorizationFailed"), [aDisk("d-4")]],
        virtualMachines: [[aVirtualMachine("vm-1")]],
      },
    });
    assert.deepEqual(fleet.gaps, [
      {
        subscriptionId,
        scope: "Contoso",
        kind: "disks",
        code: "AuthorizationFailed",
        reason: "Listing the disks of 'Contoso': (test) AuthorizationFailed.",
        readBefore: 2,
      },
    ]);
    assert.deepEqual([namesOf(fleet.disks), namesOf(fleet.virtualMachines)], [["d-1", "d-2"], ["vm-1"]]);
  });

  it("is one for the whole subscription where every list is refused for the same reason", async () => {
    const refused = [refusal(403, "AuthorizationFailed")];
    const lists = {
      virtualMachines: refused,
      disks: refused,
      snapshots: refused,
      images: refused,
      diskEncryptionSets: refused,
    };
    const { gaps } = await readOf({ lists });
    assert.deepEqual(gaps.map(inShort), [["Contoso", "all", "AuthorizationFailed", 0]]);
    const mixed = await readOf({ lists: { ...lists, images: [refusal(500, "InternalServerError")] } });
    assert.equal(mixed.gaps.length, 5);
  });

  it("is a page that Azure keeps failing, after it was asked for four times in its own time", async () => {
    const { azure, asked } = aResourceManager({ lists: { images: [refusal(503, "ServiceUnavailable")] } });
    const before = azure.clock.now().getTime();
    const { gaps } = await readFleet(azure);
    assert.deepEqual(gaps.map(inShort), [["Contoso", "images", "ServiceUnavailable", 0]]);
    assert.equal(asked.filter((path) => path.includes("/images?")).length, 4);
    assert.equal(azure.clock.now().getTime() - before, 1_000 + 2_000 + 4_000);
  });

  for (const [what, answer] of [
    ["is cut off", answerWith(200, '{"value":[{"id":"/subscr')],
    ["is no JSON", answerWith(200, "<html>Sign in to the network</html>")],
    ["is no page", answerWith(200, { values: [] })],
    ["has no list", answerWith(200, { value: { id: "x" } })],
  ] as const) {
    it(`is an answer that ${what}`, async () => {
      const fleet = await readOf({ lists: { disks: [[aDisk("d-1")], answer] } });
      assert.deepEqual(fleet.gaps.map(inShort), [["Contoso", "disks", "AzureOperationFailed", 1]]);
      assert.match(fleet.gaps[0]?.reason ?? "", /^Listing the disks of 'Contoso': Azure's answer is /);
      assert.deepEqual(namesOf(fleet.disks), ["d-1"]);
    });
  }

  it("is a list that leads back to a page that came before, which is not followed for ever", async () => {
    const back = (place: number) =>
      answerWith(200, {
        value: [aDisk(`d-${place}`)],
        nextLink: `https://management.azure.com/subscriptions/${subscriptionId}/providers/Microsoft.Compute/disks?api-version=x&$skipToken=1`,
      });
    const { azure, asked } = aResourceManager({ lists: { disks: [back(0), back(1)] } });
    const fleet = await readFleet(azure);
    assert.deepEqual(fleet.gaps.map(inShort), [["Contoso", "disks", "AzureOperationFailed", 2]]);
    assert.match(fleet.gaps[0]?.reason ?? "", /does not end/);
    assert.equal(asked.filter((path) => path.includes("/disks?")).length, 2);
    assert.equal(fleet.disks.length, 2);
  });

  it("is no empty page that leads on", async () => {
    const fleet = await readOf({ lists: { disks: [[], [aDisk("d-1")], [], [aDisk("d-2")], []] } });
    assert.deepEqual([fleet.gaps, namesOf(fleet.disks)], [[], ["d-1", "d-2"]]);
  });

  it("is an entry without a resource id, which can't be counted", async () => {
    const fleet = await readOf({
      lists: { disks: [[aDisk("d-1"), { name: "d-2" }, { id: "d-3", name: "d-3" }]] },
    });
    assert.deepEqual(fleet.gaps.map(inShort), [["Contoso", "disks", "AzureOperationFailed", 1]]);
    assert.match(fleet.gaps[0]?.reason ?? "", /2 entries have no resource id/);
    assert.deepEqual(namesOf(fleet.disks), ["d-1"]);
  });

  it("is an instance view that can't be read: of that VM stands what the list told", async () => {
    const ade = aVirtualMachine("vm-2", ["d-2"], {
      resources: [{ id: "/x/extensions/AzureDiskEncryptionForLinux" }],
    });
    const fleet = await readOf({
      lists: {
        virtualMachines: [[aVirtualMachine("vm-1", ["d-1"]), ade]],
        disks: [[aDisk("d-1", "vm-1", stamp), aDisk("d-2", "vm-2")]],
      },
      others: { "vm-1": refusal(404, "ResourceNotFound"), "vm-2": answerWith(200, ade) },
    });
    assert.deepEqual(fleet.gaps.map(inShort), [["vm-1", "instanceViews", "ResourceNotFound", 0]]);
    assert.deepEqual(namesOf(fleet.virtualMachines), ["vm-1", "vm-2"]);
    assert.equal(fleet.virtualMachines[0]?.vmSize, "Standard_D2s_v5");
  });

  it("is none where it was only for the rate that Azure refused", async () => {
    const answers = [refusal(429, "OperationNotAllowed", { "retry-after": "17" })];
    const { azure } = aResourceManager({});
    const get = azure.get.bind(azure);
    const fleet = await readFleet({ ...azure, get: async (url) => answers.pop() ?? (await get(url)) });
    assert.deepEqual(fleet.gaps, []);
  });
});

describe("A reading of a fleet", () => {
  const failureOf = async (reading: Promise<unknown>): Promise<RunbookError> => {
    try {
      await reading;
    } catch (error) {
      assert.ok(error instanceof RunbookError, String(error));
      return error;
    }
    throw new Error("It went well.");
  };

  it("is stopped by its signal, and asks for nothing more", async () => {
    const stop = new AbortController();
    const { azure, asked } = aResourceManager({ lists: { disks: [[aDisk("d-1")], [aDisk("d-2")]] } });
    const failure = await failureOf(
      readFleet(azure, {
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      }),
    );
    assert.equal(failure.code, "Interrupted");
    assert.deepEqual(
      asked.filter((path) => path.includes("$skipToken")),
      [],
    );
  });

  it("needs a subscription, named by its id", async () => {
    const { azure } = aResourceManager({});
    assert.equal(
      (await failureOf(readFleet(azure, { subscriptionIds: ["Contoso"] }))).code,
      "ArgumentInvalid",
    );
    assert.equal((await failureOf(readFleet(azure, { subscriptionIds: [] }))).code, "ArgumentInvalid");
    const blind = readFleet({ ...azure, visibleSubscriptions: [] });
    assert.equal((await failureOf(blind)).code, "SubscriptionNotAccessible");
  });
});
