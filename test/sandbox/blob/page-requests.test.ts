import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import type { Sandbox } from "../../../lib/sandbox/index";
import { testSandbox } from "../support";

const size = 20 * 1024 ** 2 + 512;
const page = Buffer.alloc(512, 0x5a);
const md5Of = (bytes: Buffer): string => createHash("md5").update(bytes).digest("base64");

interface Put {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** A page write as Storage's client sends it, changed in part. */
function put(url: string, { query = "comp=page", headers = {}, body = page }: Put = {}): Request {
  const separator = query === "" ? "" : "&";
  return new Request(`${url}${separator}${query}`, {
    method: "PUT",
    headers: {
      "x-ms-version": "2025-11-05",
      "x-ms-page-write": "update",
      "x-ms-range": `bytes=0-${body.length - 1}`,
      ...headers,
    },
    ...(body.length === 0 ? {} : { body }),
  });
}

async function aBlob(sandbox: Sandbox, name: string, permissions: "r" | "rw"): Promise<string> {
  await sandbox.world.blobs.hold(name, size);
  return await sandbox.world.blobs.grant(name, permissions);
}

const answerOf = async (sandbox: Sandbox, request: Request): Promise<string> => {
  const response = await sandbox.fetch(request);
  return `${response.status} ${response.headers.get("x-ms-error-code") ?? ""}`.trim();
};

describe("The blob behind a disk", () => {
  it("takes a page whose checksum is right, and gives it back", async () => {
    const sandbox = testSandbox();
    const url = await aBlob(sandbox, "a", "rw");
    assert.equal(await answerOf(sandbox, put(url, { headers: { "content-md5": md5Of(page) } })), "201");
    const got = await sandbox.fetch(new Request(url, { headers: { "x-ms-range": "bytes=0-511" } }));
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), page);
    const ranges = await sandbox.fetch(new Request(`${url}&comp=pagelist`));
    assert.match(await ranges.text(), /<Start>0<\/Start><End>511<\/End>/);
  });

  it("refuses a page that changed on the way", async () => {
    const sandbox = testSandbox();
    const url = await aBlob(sandbox, "a", "rw");
    const headers = { "content-md5": md5Of(Buffer.alloc(512)) };
    assert.equal(await answerOf(sandbox, put(url, { headers })), "400 Md5Mismatch");
    assert.ok((await sandbox.world.blobs.read("a", 0, 512)).every((byte) => byte === 0));
  });

  it("refuses more than 4 MiB at once", async () => {
    const sandbox = testSandbox();
    const url = await aBlob(sandbox, "a", "rw");
    assert.equal(
      await answerOf(sandbox, put(url, { body: Buffer.alloc(4 * 1024 ** 2 + 512) })),
      "413 RequestBodyTooLarge",
    );
  });

  it("refuses a signature that does not allow writing, that was changed, or that was revoked", async () => {
    const sandbox = testSandbox();
    const reading = await aBlob(sandbox, "a", "r");
    assert.match(await answerOf(sandbox, put(reading)), /^403 /);
    const writing = await aBlob(sandbox, "b", "rw");
    assert.match(await answerOf(sandbox, put(writing.replace(/sig=../, "sig=xx"))), /^403 /);
    await sandbox.world.blobs.revoke("b");
    assert.match(await answerOf(sandbox, put(writing)), /^403 /);
  });

  it("is not made anew, resized or deleted by whoever may write to it", async () => {
    const sandbox = testSandbox();
    const url = await aBlob(sandbox, "a", "rw");
    const headers = { "x-ms-blob-type": "PageBlob", "x-ms-blob-content-length": "512" };
    assert.match(await answerOf(sandbox, put(url, { query: "", headers, body: Buffer.alloc(0) })), /^403 /);
    assert.match(await answerOf(sandbox, put(url, { query: "comp=properties", headers })), /^403 /);
    assert.match(await answerOf(sandbox, new Request(url, { method: "DELETE" })), /^403 /);
    assert.equal(
      (await sandbox.fetch(new Request(url, { method: "HEAD" }))).headers.get("content-length"),
      String(size),
    );
  });

  it("takes pages from another disk's blob, by that one's signature", async () => {
    const sandbox = testSandbox();
    const source = await aBlob(sandbox, "from", "r");
    await sandbox.world.blobs.write("from", 512, page);
    const target = await aBlob(sandbox, "to", "rw");
    const headers = { "x-ms-copy-source": source, "x-ms-source-range": "bytes=512-1023" };
    const copy = (more: Readonly<Record<string, string>> = {}): Request =>
      put(target, { headers: { ...headers, "x-ms-range": "bytes=0-511", ...more }, body: Buffer.alloc(0) });
    assert.equal(await answerOf(sandbox, copy()), "201");
    assert.deepEqual(await sandbox.world.blobs.read("to", 0, 512), page);
    const elsewhere = { "x-ms-copy-source": "http://127.0.0.1:1/secret" };
    assert.equal(await answerOf(sandbox, copy(elsewhere)), "404 CannotVerifyCopySource");
    await sandbox.world.blobs.revoke("from");
    assert.equal(await answerOf(sandbox, copy()), "403 CannotVerifyCopySource");
  });

  it("holds what was written alone: a disk of 32 TiB is made in no time", async () => {
    const sandbox = testSandbox();
    await sandbox.world.blobs.hold("huge", 32 * 1024 ** 4 + 512);
    await sandbox.world.blobs.write("huge", 32 * 1024 ** 4, page);
    assert.deepEqual(await sandbox.world.blobs.read("huge", 32 * 1024 ** 4, 512), page);
  });
});

describe("Requests to a blob", () => {
  it("are answered by the sandbox whose it is, and by no other", async () => {
    const [one, other] = [testSandbox(), testSandbox()];
    const url = await aBlob(one, "a", "rw");
    assert.equal(await answerOf(one, put(url)), "201");
    const refused = await other.fetch(put(url));
    assert.equal(refused.status, 502);
    assert.match(await refused.text(), /\(sandbox\) There is no host 127\.0\.0\.1/);
  });

  it("go nowhere once its disk is gone", async () => {
    const sandbox = testSandbox();
    const url = await aBlob(sandbox, "a", "rw");
    await sandbox.world.blobs.drop("a");
    assert.equal((await sandbox.fetch(put(url))).status, 502);
  });
});
