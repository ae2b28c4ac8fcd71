import { createHash } from "node:crypto";

import { defined } from "@runbooks/azure";
import type { BlobStore } from "./blob-store";

/** "Put Page" takes at most 4 MiB ("Put Page", Azure Storage REST API). */
const largestPageWriteInBytes = 4 * 1024 ** 2;

/**
 * Answers a request to the blob behind a disk: passed on to the blob service, and to nowhere else.
 *
 * The signature in the URL is judged by the blob service. What that service lacks is done here: it looks at no checksum, and can't take
 * pages from a URL. The accounts behind managed disks let pages be read and written, and nothing be made, resized or deleted
 * (Azure/azure-storage-azcopy, "managed disk import-export accounts have restricted API surface").
 */
export async function answerPageRequest(blobs: BlobStore, request: Request): Promise<Response> {
  await blobs.settled();
  const url = new URL(request.url);
  const comp = url.searchParams.get("comp");
  const reads = ["GET", "HEAD"].includes(request.method) && [null, "pagelist"].includes(comp);
  if (reads) return await pass(request, request.url);
  if (request.method === "PUT" && comp === "page") return await writePages(blobs, request);
  return refusal(403, "AuthorizationFailure", `(sandbox) A disk's blob does not take ${request.method}.`);
}

async function writePages(blobs: BlobStore, request: Request): Promise<Response> {
  const source = request.headers.get("x-ms-copy-source");
  const body =
    source === null
      ? await bytesOf(request)
      : await pagesOf(blobs, source, request.headers.get("x-ms-source-range"));
  if (body instanceof Response) return body;
  if (body.length > largestPageWriteInBytes) {
    return refusal(
      413,
      "RequestBodyTooLarge",
      "The request body is too large and exceeds the maximum permissible limit.",
    );
  }
  const stated = request.headers.get(source === null ? "content-md5" : "x-ms-source-content-md5");
  if (stated !== null && stated !== createHash("md5").update(body).digest("base64")) {
    return refusal(
      400,
      "Md5Mismatch",
      "The MD5 value specified in the request did not match with the MD5 value calculated by the server.",
    );
  }
  return await pass(request, request.url, body);
}

/** The pages that "Put Page From URL" names: read with the source's own signature. */
async function pagesOf(blobs: BlobStore, source: string, range: string | null): Promise<Buffer | Response> {
  const url = URL.canParse(source) ? new URL(source) : undefined;
  if (url === undefined || range === null || !blobs.owns(url))
    return refusal(404, "CannotVerifyCopySource", "(sandbox) The source is no blob of this sandbox.");
  const found = await fetch(url, { headers: { "x-ms-range": range, "x-ms-version": "2021-12-02" } });
  if (!found.ok) {
    return refusal(
      found.status,
      "CannotVerifyCopySource",
      "(sandbox) The source can't be read with the signature that its URL carries.",
    );
  }
  return Buffer.from(await found.arrayBuffer());
}

const bytesOf = async (request: Request): Promise<Buffer> => Buffer.from(await request.arrayBuffer());

/** Headers of "Put Page From URL": to the blob service it is a plain "Put Page". */
const copyHeaders = /^x-ms-(?:copy-source|source-)/;

async function pass(request: Request, url: string, body?: Buffer): Promise<Response> {
  const sent = Object.entries(withoutConnection(Object.fromEntries(request.headers)));
  const headers = Object.fromEntries(sent.filter(([name]) => !copyHeaders.test(name)));
  return await fetch(url, { method: request.method, headers, ...defined({ body }) });
}

/** An error as the Blob service words it: XML, and the code in a header. */
function refusal(status: number, code: string, message: string): Response {
  return new Response(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    { status, headers: { "content-type": "application/xml", "x-ms-error-code": code } },
  );
}

const connectionHeaders: readonly string[] = ["host", "connection", "content-length", "accept-encoding"];

/** Headers that belong to one connection are made anew for the next. */
export function withoutConnection(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name.toLowerCase())),
  );
}
