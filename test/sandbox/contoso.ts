import assert from "node:assert/strict";

import { readDataFile } from "../../lib/azure/data";
import {
  parseFleet,
  startSandbox,
  type Fleet,
  type Sandbox,
  type SandboxOptions,
} from "../../lib/sandbox/index";
import { isJsonObject, listAt, textAt, type Json, type JsonObject } from "../../lib/sandbox/json";

/** The fleet of `data/fleets/contoso.json`. */
export function readContoso(): Fleet {
  return parseFleet(readDataFile("fleets/contoso.json"));
}

/** The ids of Contoso's three subscriptions. */
export const production = "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001";
export const finance = "/subscriptions/c0015002-50b5-4000-8000-c0ffee000002";
export const research = "/subscriptions/c0015003-50b5-4000-8000-c0ffee000003";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface RequestOptions {
  readonly as?: string;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A sandbox of Contoso, and a way to send it one request and read the answer. */
export interface Contoso {
  readonly sandbox: Sandbox;
  readonly send: (method: string, path: string, options?: RequestOptions) => Promise<Answer>;
  readonly get: (path: string, options?: RequestOptions) => Promise<Answer>;
}

/** Starts a sandbox of Contoso; who calls is `dana@contoso.example`, the operator, unless said. */
export function startContoso(options: Partial<SandboxOptions> = {}): Contoso {
  const sandbox = startSandbox({ fleet: readContoso(), ...options });
  async function send(
    method: string,
    path: string,
    { as, body, headers = {} }: RequestOptions = {},
  ): Promise<Answer> {
    const token = sandbox.issueToken("https://management.azure.com", as);
    const response = await sandbox.fetch(
      new Request(new URL(path, "https://management.azure.com"), {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    return { status: response.status, headers: response.headers, body: jsonOf(await response.text()) };
  }
  return { sandbox, send, get: (path, requestOptions) => send("GET", path, requestOptions) };
}

function jsonOf(text: string): Json {
  return text === "" ? undefined : (JSON.parse(text) as Json);
}

/** The items of a list's answer. */
export function items(answer: Answer): readonly JsonObject[] {
  assert.equal(answer.status, 200);
  return listAt(answer.body, "value").filter(isJsonObject);
}

/** Asserts Azure's error envelope and answers its message. */
export function assertRefused(answer: Answer, status: number, code: string): string {
  assert.equal(textAt(answer.body, "error", "code"), code);
  assert.equal(answer.status, status);
  return textAt(answer.body, "error", "message") ?? "";
}
