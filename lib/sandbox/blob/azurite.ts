import { Readable } from "node:stream";
import type { HttpOperationResponse, IHttpClient, WebResource } from "@azure/storage-blob";
import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";

import { withoutConnection } from "./page-requests";

/**
 * The way from the sandbox to its own blob service: straight to the loopback, whatever proxy the machine is set up for.
 *
 * Bodies are bytes: the sandbox hands nothing else to the client.
 */
export const loopbackClient: IHttpClient = {
  sendRequest: async (request) => {
    const body: unknown = request.body;
    const response = await fetch(request.url, {
      method: request.method,
      headers: withoutConnection(request.headers.rawHeaders()),
      ...(body instanceof Uint8Array || typeof body === "string" ? { body } : {}),
    });
    return await toOperationResponse(request, response);
  },
};

async function toOperationResponse(request: WebResource, response: Response): Promise<HttpOperationResponse> {
  const headers = request.headers.clone();
  for (const name of headers.headerNames()) headers.remove(name);
  response.headers.forEach((value, name) => {
    headers.set(name, value);
  });
  const common = { request, status: response.status, headers };
  return request.streamResponseStatusCodes?.has(response.status) === true
    ? {
        ...common,
        readableStreamBody: response.body === null ? Readable.from([]) : Readable.fromWeb(response.body),
      }
    : { ...common, bodyAsText: await response.text() };
}

/** Where a blob service is met, and the key of its one account. */
export interface BlobService {
  readonly origin: string;
  readonly account: string;
  readonly key: string;
}

const account = "mdsandbox";

/** What all blobs of a process may take together; a page that was never written takes nothing. */
const memoryLimitInBytes = 1024 ** 3;

/**
 * The program of the service's thread: Azurite's blob service alone, in memory, on a port of the loopback that the system chooses.
 *
 * Azurite publishes no types and starts as a command; its classes are taken from where its own command takes them. Its telemetry is a part
 * of that command and is not loaded.
 */
const program = `
const { parentPort, workerData } = require("node:worker_threads");
const { default: BlobServer } = require(workerData.server);
const { default: BlobConfiguration } = require(workerData.configuration);
const { MemoryExtentChunkStore } = require(workerData.store);
const configuration = new BlobConfiguration(
  "127.0.0.1", 0, 5, "", "", [],
  false, undefined, false, undefined, // no logs
  false, true, // strict, but for api-versions that are newer than itself
  "", "", "", undefined, true,
  true, new MemoryExtentChunkStore(workerData.memoryLimitInBytes),
);
const server = new BlobServer(configuration);
server.start().then(() => parentPort.postMessage(server.getHttpServerAddress()));
`;

let running: Promise<BlobService> | undefined;

/**
 * The blob service of this process, started when it is first asked for.
 *
 * It runs in a thread of its own, so that it says nothing on the process's output and sees no other environment than its own. The thread
 * does not keep the process alive, and ends with it.
 */
export function blobService(): Promise<BlobService> {
  running ??= startService().catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  return running;
}

function startService(): Promise<BlobService> {
  const key = randomBytes(64).toString("base64");
  const worker = new Worker(program, {
    eval: true,
    stdout: true,
    stderr: true,
    execArgv: [],
    env: { AZURITE_ACCOUNTS: `${account}:${key}` },
    workerData: {
      server: require.resolve("azurite/dist/src/blob/BlobServer.js"),
      configuration: require.resolve("azurite/dist/src/blob/BlobConfiguration.js"),
      store: require.resolve("azurite/dist/src/common/persistence/MemoryExtentStore.js"),
      memoryLimitInBytes,
    },
  });
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (origin: unknown) => {
      worker.unref();
      resolve({ origin: String(origin), account, key });
    });
  });
}
