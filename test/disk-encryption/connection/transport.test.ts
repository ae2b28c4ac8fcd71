import assert from "node:assert/strict";

import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";

import { Redacted } from "../../../lib/azure/redacted";
import {
  createChangeGate,
  createChangeLog,
  performChange,
  type PlannedRequest,
} from "../../../lib/disk-encryption/connection/changes";
import { createDiskAccesses } from "../../../lib/disk-encryption/connection/disk-access";
import { openPageBlob } from "../../../lib/disk-encryption/connection/page-blob";
import { refusalOf } from "../../../lib/disk-encryption/connection/refused-requests";
import { createTransport } from "../../../lib/disk-encryption/connection/transport";
import { type Exchange } from "../../../lib/disk-encryption/connection/exchange";
import { RunbookError } from "../../../lib/azure/errors";

const blobUrl = "https://md-1.z1.blob.storage.azure.net/abc/abcd?sv=2018-03-28&sr=b&si=1&sig=signed";
const diskId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d";
const bytes = Buffer.from([0x00, 0xff, 0x80, 0xfe, 0x0a]);
const upload: PlannedRequest = {
  method: "PUT",
  path: diskId,
  pages: { source: { kind: "file", sha256: "f", dataInBytes: 512 }, accessDurationInSeconds: 60 },
};

/** A transport to a service that notes what it is asked and answers one thing. */
function aTransport(answer: () => Response) {
  const asked: { readonly request: Request; readonly body: Buffer }[] = [];
  const seen: Exchange[] = [];
  const accesses = createDiskAccesses();
  accesses.keep(diskId, { access: "Write", url: new Redacted(blobUrl) });
  const gate = createChangeGate(
    createChangeLog(() => new Date(0)),
    accesses,
  );
  const transport = createTransport({
    changes: gate,
    resourceManagerEndpoint: "https://management.azure.com",
    observe: (exchange) => seen.push(exchange),
    service: {
      fetch: async (request) => {
        asked.push({ request, body: Buffer.from(await request.clone().arrayBuffer()) });
        return answer();
      },
    },
  });
  const blob = openPageBlob(new Redacted(blobUrl), transport);
  const during = <T>(send: () => Promise<T>): Promise<T> =>
    performChange(gate, { planHash: "p", stepId: "1", title: "t", request: upload }, send);
  return { asked, seen, blob, during, transport };
}

describe("The transport", () => {
  it("carries bytes to Azure as they are, and shows only how many", async () => {
    const { asked, seen, blob, during } = aTransport(() => new Response(null, { status: 201 }));
    const page = Buffer.concat([bytes, Buffer.alloc(507, 0x80)]);
    await during(() => blob.uploadPages(page, 512, page.length));
    assert.deepEqual(asked[0]?.body, page);
    assert.equal(asked[0].request.headers.get("x-ms-range"), "bytes=512-1023");
    assert.equal(seen[0]?.requestBody, "(512 bytes)");
    assert.doesNotMatch(JSON.stringify(seen), /signed/);
  });

  it("carries bytes from Azure as they are", async () => {
    const { blob } = aTransport(
      () =>
        new Response(bytes, {
          status: 206,
          headers: { etag: '"1"', "content-length": String(bytes.length) },
        }),
    );
    assert.deepEqual(await blob.downloadToBuffer(0, bytes.length), bytes);
  });

  it("reads a list of pages", async () => {
    const xml =
      '<?xml version="1.0" encoding="utf-8"?><PageList><PageRange><Start>512</Start><End>1023</End></PageRange></PageList>';
    const { blob } = aTransport(() => new Response(xml, { headers: { "content-type": "application/xml" } }));
    const found: unknown[] = [];
    for await (const range of blob.listPageRanges()) found.push(range);
    assert.deepEqual(found, [{ start: 512, end: 1023, isClear: false }]);
  });

  it("refuses pages outside of the planned step", async () => {
    const { asked, blob, during } = aTransport(() => new Response(null, { status: 201 }));
    const refused = (error: unknown): boolean =>
      error instanceof RunbookError && error.code === "ChangeOutsidePlan";
    await assert.rejects(blob.uploadPages(Buffer.alloc(512), 0, 512), refused);
    await assert.rejects(
      during(() => blob.delete()),
      refused,
    );
    assert.equal(asked.length, 0);
  });

  it("tells a vault's request from Resource Manager's by its host", async () => {
    const { transport, during } = aTransport(() => new Response("{}"));
    const send = (url: string): Promise<unknown> =>
      transport.sendRequest(createPipelineRequest({ url, method: "PUT", headers: createHttpHeaders() }));
    await assert.rejects(
      during(() => send(`https://kv.vault.azure.net${diskId}`)),
      /would change Azure/,
    );
  });

  describe("where nobody looks at the wire", () => {
    const transportTo = (answer: () => Response) =>
      createTransport({
        changes: createChangeGate(
          createChangeLog(() => new Date(0)),
          createDiskAccesses(),
        ),
        resourceManagerEndpoint: "https://management.azure.com",
        service: { fetch: () => Promise.resolve(answer()) },
      });
    const request = () => createPipelineRequest({ url: "https://management.azure.com/subscriptions" });

    it("leaves an answer unparsed: a large list is parsed once, by whoever asked for it", async () => {
      const parsed: string[] = [];
      const parse = JSON.parse.bind(JSON);
      JSON.parse = (text: string): unknown => {
        parsed.push(text);
        return parse(text) as unknown;
      };
      try {
        const { bodyAsText } = await transportTo(() => Response.json({ value: [] })).sendRequest(request());
        assert.equal(bodyAsText, '{"value":[]}');
      } finally {
        JSON.parse = parse;
      }
      assert.deepEqual(parsed, []);
    });

    it("keeps what Azure said of a refusal", async () => {
      const refused = request();
      await transportTo(() =>
        Response.json({ error: { code: "AuthorizationFailed", message: "No." } }, { status: 403 }),
      ).sendRequest(refused);
      assert.equal(refusalOf(refused), "No.");
    });
  });
});
