import assert from "node:assert/strict";

import { Redacted } from "../../../lib/azure/redacted";
import {
  createChangeGate,
  createChangeLog,
  performChange,
  requestText,
  type AnnouncedPart,
  type ChangeGate,
  type DataPlaneRequest,
  type PlannedRequest,
} from "../../../lib/disk-encryption/connection/changes";
import { createDiskAccesses } from "../../../lib/disk-encryption/connection/disk-access";
import { RunbookError } from "../../../lib/azure/errors";

const vault = "https://kv.vault.azure.net";
const diskId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d";
const sourceId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/from";
const blobHost = "https://md-1.z1.blob.storage.azure.net";
const log = createChangeLog(() => new Date(0));

function aGate(): ChangeGate {
  const accesses = createDiskAccesses();
  accesses.keep(diskId, { access: "Write", url: new Redacted(`${blobHost}/abc/abcd?sig=1`) });
  accesses.keep(sourceId, { access: "Read", url: new Redacted(`${blobHost}/from/abcd?sig=2`) });
  return createChangeGate(log, accesses);
}

/** What the gate says of a request while a step is under way. */
async function verdict(
  planned: PlannedRequest,
  method: string,
  path: string,
  body?: unknown,
  dataPlane?: DataPlaneRequest,
): Promise<AnnouncedPart | "refused"> {
  const gate = aGate();
  const intent = { planHash: "p", stepId: "1", title: "t", request: planned };
  return await performChange(gate, intent, () => {
    try {
      return Promise.resolve(gate.assertAnnounced(method, path, body, dataPlane));
    } catch (error) {
      assert.ok(error instanceof RunbookError && error.code === "ChangeOutsidePlan");
      return Promise.resolve("refused" as const);
    }
  });
}

const at = (endpoint: string, more: Partial<DataPlaneRequest> = {}): DataPlaneRequest => ({
  endpoint,
  ...more,
});

describe("A planned request to a vault", () => {
  const planned: PlannedRequest = {
    method: "PUT",
    endpoint: vault,
    path: "/secrets/key",
    body: { value: "(not shown)", tags: { a: "1" } },
    wrapsWith: `${vault}/keys/kek/1`,
  };
  const secret = { value: "c2VjcmV0", tags: { a: "1" } };

  it("is let through to that vault, whatever the secret's value", async () => {
    assert.equal(await verdict(planned, "PUT", "/secrets/key", secret, at(vault)), "whole");
  });

  for (const [what, body, dataPlane] of [
    ["another vault", secret, at("https://other.vault.azure.net")],
    ["Resource Manager", secret, undefined],
    ["the vault with other tags", { ...secret, tags: { a: "2" } }, at(vault)],
    ["the vault without a value", { tags: { a: "1" } }, at(vault)],
  ] as const) {
    it(`is refused to ${what}`, async () => {
      assert.equal(await verdict(planned, "PUT", "/secrets/key", body, dataPlane), "refused");
    });
  }

  it("is refused without its body", async () => {
    assert.equal(await verdict(planned, "PUT", "/secrets/key", undefined, at(vault)), "refused");
  });

  it("has its value wrapped with the key that it names, and with no other", async () => {
    const body = { alg: "RSA-OAEP", value: "eA" };
    assert.equal(await verdict(planned, "POST", "/keys/kek/1/wrapkey", body, at(vault)), "part");
    assert.equal(await verdict(planned, "POST", "/keys/kek/2/wrapkey", body, at(vault)), "refused");
    assert.equal(await verdict(planned, "POST", "/keys/kek/1/unwrapkey", body, at(vault)), "refused");
    assert.equal(await verdict(planned, "POST", "/keys/kek/1/wrapkey", body, undefined), "refused");
  });

  it("does not have anything wrapped where it names no key", async () => {
    const { method, endpoint = "", path, body } = planned;
    const unwrapped: PlannedRequest = { method, endpoint, path, body };
    assert.equal(await verdict(unwrapped, "POST", "/keys/kek/1/wrapkey", {}, at(vault)), "refused");
  });
});

describe("The pages of a planned upload", () => {
  const planned: PlannedRequest = {
    method: "PUT",
    path: diskId,
    pages: { source: { kind: "file", sha256: "f", dataInBytes: 1024 ** 2 }, accessDurationInSeconds: 60 },
  };
  const page = at(blobHost, { comp: "page" });

  it("go to the blob that Azure granted, as parts that settle nothing", async () => {
    assert.equal(await verdict(planned, "PUT", "/abc/abcd", undefined, page), "part");
  });

  for (const [what, method, path, dataPlane] of [
    ["another blob", "PUT", "/other/abcd", page],
    ["another host", "PUT", "/abc/abcd", { ...page, endpoint: "https://evil.example" }],
    ["the blob, but not as pages", "PUT", "/abc/abcd", at(blobHost)],
    ["the blob's deletion", "DELETE", "/abc/abcd", page],
    [
      "the blob, out of another blob",
      "PUT",
      "/abc/abcd",
      { ...page, copySource: `${blobHost}/from/abcd?sig=2` },
    ],
    ["the blob of a disk that is only read", "PUT", "/from/abcd", page],
    ["the disk itself", "PUT", diskId, undefined],
  ] as const) {
    it(`are refused to ${what}`, async () => {
      assert.equal(await verdict(planned, method, path, undefined, dataPlane), "refused");
    });
  }

  it("may ask for the same access again, and for no other", async () => {
    const access = { access: "Write", durationInSeconds: 60 };
    const path = `${diskId}/beginGetAccess`;
    assert.equal(await verdict(planned, "POST", path, access), "part");
    assert.equal(await verdict(planned, "POST", path, { ...access, durationInSeconds: 61 }), "refused");
    assert.equal(await verdict(planned, "POST", `${sourceId}/beginGetAccess`, access), "refused");
    assert.equal(await verdict(planned, "POST", `${diskId}/endGetAccess`), "refused");
  });

  it("are shown with their size, and without a URL", () => {
    assert.equal(requestText(planned), `PUT 1.0 MiB of pages to the blob behind ${diskId}`);
  });
});

describe("The pages of a planned copy", () => {
  const planned: PlannedRequest = {
    method: "PUT",
    path: diskId,
    pages: { source: { kind: "disk", diskId: sourceId }, accessDurationInSeconds: 60 },
  };
  const page = at(blobHost, { comp: "page" });

  it("come from the blob of the disk that the plan names", async () => {
    const copySource = `${blobHost}/from/abcd?sig=2`;
    assert.equal(await verdict(planned, "PUT", "/abc/abcd", undefined, { ...page, copySource }), "part");
  });

  it("come from no other place, this machine included", async () => {
    assert.equal(await verdict(planned, "PUT", "/abc/abcd", undefined, page), "refused");
    const copySource = `${blobHost}/other/abcd?sig=2`;
    assert.equal(await verdict(planned, "PUT", "/abc/abcd", undefined, { ...page, copySource }), "refused");
  });

  it("may ask for reading the source again", async () => {
    const body = { access: "Read", durationInSeconds: 60 };
    assert.equal(await verdict(planned, "POST", `${sourceId}/beginGetAccess`, body), "part");
    assert.equal(
      await verdict(planned, "POST", `${sourceId}/beginGetAccess`, { ...body, access: "Write" }),
      "refused",
    );
  });
});

describe("Access to a disk's blob that ended", () => {
  it("lets no page through any more, and its URL is gone", () => {
    const accesses = createDiskAccesses();
    const url = new Redacted(`${blobHost}/abc/abcd?sig=1`);
    accesses.keep(diskId, { access: "Write", url });
    accesses.forget(diskId.toUpperCase());
    assert.equal(accesses.of(diskId), undefined);
    assert.equal(url.isDisposed, true);
  });
});
