import assert from "node:assert/strict";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { RunbookError } from "../../../lib/azure/errors";
import { readFleetFromGraph } from "../../../lib/fleet/inventory/graph";
import {
  aDisk,
  aResourceGraph,
  aSubscription,
  aVirtualMachine,
  pages,
  readOf,
  refusal,
  subscriptionId,
  vmId,
  type AskedQuery,
} from "./graph-answers";

const namesOf = (resources: readonly { readonly name: string }[]): readonly string[] =>
  resources.map(({ name }) => name);
const gapsOf = ({ gaps }: Inventory): readonly (readonly unknown[])[] =>
  gaps.map(({ scope, kind, code, readBefore }) => [scope, kind, code, readBefore]);
const diskNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `d-${String(index).padStart(3, "0")}`);

/** A subscription with disks, in pages of ten. */
const disksInPages = (count: number) =>
  pages([aSubscription(), ...diskNames(count).map((name) => aDisk(name))], 10);
const startOf = ({ options }: AskedQuery): number => Number(options["$skip"] ?? options["$skipToken"] ?? 0);

describe("A fleet of which Azure Resource Graph does not answer all", () => {
  it("names the rows of a page that failed, and has the others", async () => {
    const answers = disksInPages(79);
    const { azure } = aResourceGraph((asked) =>
      startOf(asked) === 40 ? refusal(500, "InternalServerError") : answers(asked),
    );
    const fleet = await readFleetFromGraph(azure);
    assert.equal(fleet.disks.length, 69);
    assert.ok(!namesOf(fleet.disks).includes("d-039") && namesOf(fleet.disks).includes("d-049"));
    assert.deepEqual(gapsOf(fleet), [["Contoso", "all", "InternalServerError", 69]]);
    assert.match(fleet.gaps[0]?.reason ?? "", /^Rows 41 to 50 of the answer: /);
    assert.equal(fleet.gaps[0]?.subscriptionId, subscriptionId);
  });

  it("gives the rest of a stretch up where the next page fails too", async () => {
    const answers = disksInPages(799);
    const { azure, asked } = aResourceGraph((query) =>
      startOf(query) >= 600 ? refusal(403, "AccessDenied") : answers(query),
    );
    const fleet = await readFleetFromGraph(azure);
    assert.ok(fleet.disks.length >= 590 && fleet.gaps.length > 0);
    assert.ok(asked.length < 70, `${asked.length} queries`);
    const missing = fleet.gaps.map(({ reason }) => /Rows (\d+) to (the last|\d+)/.exec(reason)?.slice(1));
    assert.equal(missing.at(-1)?.[1], "the last");
  });

  it("sends a query again that failed for the moment", async () => {
    const answers = disksInPages(5);
    const { azure, asked } = aResourceGraph((query, number) =>
      number < 3 ? refusal(503, "ServiceUnavailable") : answers(query),
    );
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual([fleet.disks.length, fleet.gaps, asked.length], [5, [], 3]);
  });

  it("has nothing but the gap where the first page is refused", async () => {
    const { azure } = aResourceGraph(() => refusal(403, "AccessDenied"));
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual(gapsOf(fleet), [["Contoso", "all", "AccessDenied", 0]]);
    assert.deepEqual(namesOf(fleet.disks), []);
  });

  it("does not say that a VM lacks the extension of Azure Disk Encryption where a page is missing", async () => {
    const rows = [
      aSubscription(),
      aVirtualMachine("vm-a"),
      { id: `${vmId("vm-a")}/extensions/ade`, type: "microsoft.compute/virtualmachines/extensions" },
      aVirtualMachine("vm-b"),
      aVirtualMachine("vm-c"),
    ];
    const whole = await readOf(rows, 4);
    assert.deepEqual(
      whole.virtualMachines.map(({ hasAdeExtension }) => hasAdeExtension),
      [true, false, false],
    );
    const answers = pages(rows, 4);
    const { azure } = aResourceGraph((asked) =>
      startOf(asked) === 4 ? refusal(403, "AccessDenied") : answers(asked),
    );
    const { virtualMachines } = await readFleetFromGraph(azure);
    assert.deepEqual(
      virtualMachines.map((row) => ["hasAdeExtension" in row, row.hasAdeExtension]),
      [
        [true, true],
        [false, undefined],
      ],
    );
  });

  describe("does not say that a VM lacks the extension of Azure Disk Encryption", () => {
    const rows = [aSubscription(), aVirtualMachine("vm-a"), aVirtualMachine("vm-b")];
    const hasExtension = ({ virtualMachines }: Inventory): readonly unknown[] =>
      virtualMachines.map(({ hasAdeExtension }) => hasAdeExtension);

    it("where fewer rows came than were told of", async () => {
      const answers = pages(rows, 10);
      const { azure } = aResourceGraph((asked) => {
        const { status, body } = answers(asked);
        return { status, body: { ...(body as object), totalRecords: 4 } };
      });
      assert.deepEqual(hasExtension(await readFleetFromGraph(azure)), [undefined, undefined]);
    });

    it("where the number of rows changed from page to page", async () => {
      const [before, after] = [pages(rows, 2), pages([...rows, aDisk("z")], 2)];
      const { azure } = aResourceGraph((asked) => (startOf(asked) === 0 ? before(asked) : after(asked)));
      assert.deepEqual(hasExtension(await readFleetFromGraph(azure)), [undefined, undefined]);
    });

    it("where a row that may be an extension can't be understood", async () => {
      const extension = {
        id: `${vmId("vm-a")}/extensions/ade`,
        type: "microsoft.compute/virtualmachines/extensions",
        adeOperation: 7,
      };
      assert.deepEqual(hasExtension(await readOf([...rows, extension])), [undefined, undefined]);
    });

    it("where a row came twice, in the place of another", async () => {
      assert.deepEqual(hasExtension(await readOf([...rows, aDisk("d"), aDisk("d")])), [undefined, undefined]);
    });
  });

  const strangeRows: readonly (readonly [what: string, row: unknown, kind: string, reason: RegExp])[] = [
    ["is no object", "disk", "all", /a row is no object/],
    ["has no id", { type: "microsoft.compute/disks" }, "disks", /a row has no id/],
    [
      "has an id that is none",
      { ...aDisk("d"), id: "/disks/d" },
      "disks",
      /'\/disks\/d' is no resource's id/,
    ],
    [
      "has a text for a number",
      { ...aDisk("d"), diskSizeGB: "64" },
      "disks",
      /properties\.diskSizeGB is no number in .*\/d\./,
    ],
    [
      "has a number for a text",
      { ...aVirtualMachine("v"), vmSize: 4 },
      "virtualMachines",
      /vmSize is no string/,
    ],
    ["has a list for an object", { ...aDisk("d"), tags: [] }, "disks", /tags is no object/],
    [
      "is of a type that was not asked for",
      { ...aDisk("d"), type: "microsoft.web/sites" },
      "all",
      /was not asked for/,
    ],
  ];
  for (const [what, row, kind, reason] of strangeRows) {
    it(`leaves out a row that ${what}, says so, and has the others`, async () => {
      const fleet = await readOf([aSubscription(), row as Readonly<Record<string, unknown>>, aDisk("d-2")]);
      assert.deepEqual(namesOf(fleet.disks), ["d-2"]);
      assert.deepEqual(gapsOf(fleet), [["Contoso", kind, "AzureOperationFailed", 1]]);
      assert.match(fleet.gaps[0]?.reason ?? "", reason);
    });
  }

  it("counts rows of one kind that can't be understood in one gap", async () => {
    const rows = diskNames(4).map((name) => aDisk(name, undefined, { diskSizeGB: "64" }));
    const fleet = await readOf([aSubscription(), ...rows]);
    assert.equal(fleet.gaps.length, 1);
    assert.match(fleet.gaps[0]?.reason ?? "", /^4 rows of the answer can't be understood: /);
  });

  it("says where fewer rows came than were told of", async () => {
    const { azure } = aResourceGraph(() => ({
      status: 200,
      body: { totalRecords: 9, count: 1, data: [aSubscription()], facets: [], resultTruncated: "true" },
    }));
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual(
      fleet.gaps.map(({ reason }) => reason),
      ["Resource Graph told of 9 rows and answered 1."],
    );
  });

  it("says of a subscription without a row of its own that it was left out, and of one that is seen in part", async () => {
    const other = "22222222-2222-4222-8222-222222222222";
    const { azure } = aResourceGraph(pages([aDisk("d-1")], 10), [
      { subscriptionId, displayName: "Contoso" },
      { subscriptionId: other, displayName: "Fabrikam" },
    ]);
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual(gapsOf(fleet), [
      ["Contoso", "all", "SubscriptionNotAccessible", 1],
      ["Fabrikam", "all", "SubscriptionNotAccessible", 0],
    ]);
    assert.match(fleet.gaps[0]?.reason ?? "", /may not read this subscription as a whole/);
    assert.match(fleet.gaps[1]?.reason ?? "", /leaves this subscription out/);
  });

  it("says where Resource Graph stopped at 10,000 subscriptions", async () => {
    const answers = pages([aSubscription()], 10);
    const { azure, asked } = aResourceGraph((query) => ({
      ...answers(query),
      headers: { "x-ms-tenant-subscription-limit-hit": "true" },
    }));
    const fleet = await readFleetFromGraph(azure, { managementGroups: ["contoso"] });
    assert.deepEqual(gapsOf(fleet), [
      ["management group contoso", "all", "x-ms-tenant-subscription-limit-hit", 0],
    ]);
    assert.deepEqual(asked[0]?.managementGroups, ["contoso"]);
    assert.equal(asked[0].options["allowPartialScopes"], true);
    assert.deepEqual(namesOf(fleet.subscriptions.map(({ displayName }) => ({ name: displayName }))), [
      "Contoso",
    ]);
  });

  it("asks of fewer than 300 subscriptions at a time, and names those of a query that failed", async () => {
    const subscriptions = Array.from({ length: 650 }, (_, index) => ({
      subscriptionId: `11111111-1111-4111-8111-${String(index).padStart(12, "0")}`,
      displayName: `Subscription ${index}`,
    }));
    const { azure, asked } = aResourceGraph((query) => {
      if (query.subscriptions?.includes(subscriptions[300]?.subscriptionId ?? "") === true)
        return refusal(403, "AccessDenied");
      return pages(
        (query.subscriptions ?? []).map((id) => aSubscription(id)),
        1000,
      )(query);
    }, subscriptions);
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual(asked.map((query) => query.subscriptions?.length).sort(), [299, 299, 52]);
    assert.equal(fleet.subscriptions.length, 650);
    assert.deepEqual(gapsOf(fleet), [
      ["Subscription 299 and 298 more subscriptions", "all", "AccessDenied", 0],
    ]);
  });
});

describe("A fleet that changes while Azure Resource Graph is read", () => {
  it("has a resource that came twice once, whatever case its id is in, and says so", async () => {
    const again = aDisk("D-1", undefined, {
      id: aDisk("d-1")["id"]?.toString().toUpperCase(),
      diskSizeGB: 128,
    });
    const fleet = await readOf([aSubscription(), aDisk("d-1"), aDisk("d-2"), again, aDisk("d-2")], 3);
    assert.deepEqual(
      fleet.disks.map(({ name, diskSizeGB }) => [name, diskSizeGB]),
      [
        ["D-1", 128],
        ["d-2", 64],
      ],
    );
    assert.deepEqual(fleet.remarks, [
      "Resource Graph told the disks D-1, d-2 more than once; each is counted once, as it was told last. Where pages moved while they were read, another may have been left out.",
    ]);
    assert.deepEqual(gapsOf(fleet), [["Contoso", "all", "StateChanged", 4]]);
    assert.match(fleet.gaps[0]?.reason ?? "", /told of 5 rows and answered 3\. One may have slipped/);
  });

  it("has a disk that changed hands between two pages with one VM, and says so", async () => {
    const rows = [
      aSubscription(),
      aDisk("d", "vm-a"),
      aDisk("os-a", "vm-a"),
      aDisk("os-b", "vm-b"),
      aVirtualMachine("vm-a", ["os-a"]),
      aVirtualMachine("vm-b", ["os-b", "d"]),
    ];
    const fleet = await readOf(rows, 4);
    assert.equal(fleet.disks.find(({ name }) => name === "d")?.managedBy, vmId("vm-b"));
    assert.equal(fleet.remarks.length, 1);
    assert.match(fleet.remarks[0] ?? "", /^Disk d changed hands while the fleet was read: /);
  });

  it("says where the number of rows changed from page to page and all came", async () => {
    const [before, after] = [disksInPages(39), disksInPages(40)];
    const { azure } = aResourceGraph((asked) => (startOf(asked) < 20 ? before(asked) : after(asked)));
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual([fleet.disks.length, fleet.gaps], [40, []]);
    assert.equal(fleet.remarks.length, 1);
    assert.match(fleet.remarks[0] ?? "", /told of 40 to 41 rows, and answered as many/);
  });

  it("has a gap where fewer rows came than it was told of at first, for one may have slipped", async () => {
    const names = diskNames(40);
    const before = pages([aSubscription(), ...names.map((name) => aDisk(name))], 10);
    const after = pages([aSubscription(), ...names.slice(1).map((name) => aDisk(name))], 10);
    const { azure } = aResourceGraph((asked) => (startOf(asked) < 20 ? before(asked) : after(asked)));
    const fleet = await readFleetFromGraph(azure);
    // The twenty-first row is the twentieth now, on a page that was read before.
    assert.ok(!namesOf(fleet.disks).includes("d-019"));
    assert.deepEqual(gapsOf(fleet), [["Contoso", "all", "StateChanged", 39]]);
    assert.match(fleet.gaps[0]?.reason ?? "", /told of 40 to 41 rows and answered 40\./);
    assert.deepEqual(fleet.remarks, []);
  });

  it("has a gap where as many rows came, but one of them twice", async () => {
    const names = diskNames(40);
    const before = pages([aSubscription(), ...names.map((name) => aDisk(name))], 10);
    const after = pages([aSubscription(), aDisk("c-new"), ...names.map((name) => aDisk(name))], 10);
    const { azure } = aResourceGraph((asked) => (startOf(asked) < 20 ? before(asked) : after(asked)));
    const fleet = await readFleetFromGraph(azure);
    assert.ok(!namesOf(fleet.disks).includes("c-new"));
    assert.deepEqual(gapsOf(fleet), [["Contoso", "all", "StateChanged", 41]]);
    assert.match(fleet.gaps[0]?.reason ?? "", /told of 41 to 42 rows and answered 41\./);
  });
});

describe("A row that comes twice in place of another", () => {
  const extensionOf = (name: string) => ({
    id: `${vmId(name)}/extensions/AzureDiskEncryption`,
    type: "microsoft.compute/virtualmachines/extensions",
  });

  for (const [what, repeated] of [
    ["an extension of Azure Disk Encryption", extensionOf("vm-a")],
    ["a subscription", aSubscription()],
  ] as const)
    it(`is a gap where it is ${what}, and no VM is said to have no extension`, async () => {
      const vms = [aVirtualMachine("vm-a"), aVirtualMachine("vm-b")];
      const fleet = await readOf([aSubscription(), ...vms, extensionOf("vm-a"), repeated]);
      assert.deepEqual(gapsOf(fleet), [["Contoso", "all", "StateChanged", 2]]);
      assert.deepEqual(
        fleet.virtualMachines.map(({ hasAdeExtension }) => hasAdeExtension),
        [true, undefined],
      );
    });
});

describe("Reading a fleet from Azure Resource Graph", () => {
  const codeOf = async (reading: Promise<unknown>): Promise<string> => {
    try {
      await reading;
    } catch (error) {
      assert.ok(error instanceof RunbookError);
      return error.code;
    }
    return "nothing thrown";
  };

  it("refuses subscriptions and management groups together, and empty lists", async () => {
    const { azure } = aResourceGraph(pages([], 10));
    for (const options of [
      { subscriptionIds: [subscriptionId], managementGroups: ["contoso"] },
      { subscriptionIds: [] },
      { managementGroups: [] },
    ])
      assert.equal(await codeOf(readFleetFromGraph(azure, options)), "ArgumentInvalid");
  });

  it("refuses where the principal sees no subscription", async () => {
    const { azure } = aResourceGraph(pages([], 10), []);
    assert.equal(await codeOf(readFleetFromGraph(azure)), "SubscriptionNotAccessible");
  });

  it("stops where it is told to, and asks nothing more", async () => {
    const stop = new AbortController();
    const { azure, asked } = aResourceGraph(disksInPages(400));
    const reading = readFleetFromGraph(azure, {
      signal: stop.signal,
      onProgress: ({ requests }) => {
        if (requests === 3) stop.abort();
      },
    });
    assert.equal(await codeOf(reading), "Interrupted");
    assert.ok(asked.length < 10, `${asked.length} queries`);
  });
});
