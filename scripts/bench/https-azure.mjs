/** The sandbox behind HTTPS on this machine, with what clients ask of an Azure besides: its metadata, and tokens. */
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { run } from "../steps/run.mjs";
import { truthOf } from "./truth.mjs";

const AZURE = "https://management.azure.com";

/**
 * Starts it on a made-up fleet that nobody changes; undefined where `openssl`, which makes its certificate, is not installed.
 *
 * @param keepsAnswers - each answer is given again to whoever asks the same: after a first pass it takes the latency alone, and not what the sandbox
 *   needs in order to make it.
 */
export async function startHttpsAzure({ generate, latencyInMs = 0, keepsAnswers = false }) {
  const { connect } = createRequire(import.meta.url)("@runbooks/disk-encryption");
  const folder = mkdtempSync(join(tmpdir(), "bench-https-"));
  const certificate = await makeCertificate(folder);
  if (certificate === undefined) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const { sandbox } = await connect({ generate });
  const kept = new Map();
  const server = createServer(certificate, (request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      void answer(request, Buffer.concat(chunks)).then(({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(body);
      });
    });
  });
  // Never closes a connection that a client is about to use again.
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://localhost:${server.address().port}`;
  let requests = 0;

  async function answer(request, body) {
    const { pathname, search } = new URL(request.url, origin);
    if (pathname === "/metadata/endpoints") return json(metadata(origin));
    if (pathname.endsWith("/.well-known/openid-configuration")) return json(openId(origin));
    if (/\/oauth2\/(?:v2\.0\/)?token$/.test(pathname)) {
      return json({ access_token: sandbox.issueToken(AZURE), token_type: "Bearer", expires_in: 3600 });
    }
    requests += 1;
    if (latencyInMs > 0) await setTimeout(latencyInMs);
    const asked = `${request.method} ${request.url} ${body.toString()}`;
    const found = kept.get(asked);
    if (found !== undefined) return found;
    const made = await madeAnswer(request, body, `${pathname}${search}`);
    if (keepsAnswers) kept.set(asked, made);
    return made;
  }

  async function madeAnswer(request, body, path) {
    const answered = await sandbox.fetch(
      new globalThis.Request(new URL(path, AZURE), {
        method: request.method,
        headers: Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === "string" && !ofTheWay.has(name) ? [[name, value]] : [],
        ),
        ...(body.length === 0 ? {} : { body }),
      }),
    );
    const text = (await answered.text()).replaceAll(AZURE, origin);
    const headers = Object.fromEntries(
      [...answered.headers]
        .filter(([name]) => name !== "content-length")
        .map(([name, value]) => [name, value.replaceAll(AZURE, origin)]),
    );
    return { status: answered.status, headers, body: text };
  }

  return {
    origin,
    tenantId: sandbox.tenantId,
    token: sandbox.issueToken(AZURE),
    certificateFile: join(folder, "ca.pem"),
    truth: () => truthOf(generate),
    requests: () => requests,
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const ofTheWay = new Set(["host", "connection", "content-length"]);

const json = (value) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

const metadata = (origin) => ({
  name: "Sandbox",
  portal: origin,
  graphAudience: `${origin}/`,
  graph: `${origin}/`,
  microsoftGraphResourceId: `${origin}/`,
  resourceManager: `${origin}/`,
  gallery: `${origin}/`,
  authentication: {
    loginEndpoint: `${origin}/adfs`,
    audiences: ["https://management.core.windows.net/", AZURE],
    tenant: "adfs",
    identityProvider: "ADFS",
  },
  suffixes: { keyVaultDns: "vault.localhost", storage: "core.localhost" },
});

const openId = (origin) => ({
  issuer: `${origin}/adfs`,
  authorization_endpoint: `${origin}/adfs/oauth2/authorize`,
  token_endpoint: `${origin}/adfs/oauth2/token`,
  jwks_uri: `${origin}/adfs/discovery/keys`,
});

async function makeCertificate(folder) {
  const [cert, key] = [join(folder, "ca.pem"), join(folder, "key.pem")];
  const options =
    "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1";
  const { code } = await run("openssl", [...options.split(" "), "-keyout", key, "-out", cert]);
  return code === 0 ? { cert: readFileSync(cert), key: readFileSync(key) } : undefined;
}
