/**
 * The Azure CLI against the same sandbox, over HTTPS on this machine: `az vm encryption show --ids`, which asks for each VM by itself.
 *
 * Only where `az` and `openssl` are present; else a word that they are not.
 */
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { announce } from "../steps/announce.mjs";
import { run } from "../steps/run.mjs";

const ABSENT = 127;

export async function measureAzureCli({ virtualMachines, latencyInMs }) {
  for (const program of ["az", "openssl"]) {
    const { code } = await run(program, ["version"]);
    if (code === ABSENT) return { text: `The Azure CLI was not measured: ${program} is not installed.` };
  }
  announce(`Measuring az vm encryption show --ids: ${virtualMachines} VMs, latency ${latencyInMs} ms`);
  const folder = mkdtempSync(join(tmpdir(), "bench-az-"));
  const server = await startServer(folder, { virtualMachines, latencyInMs });
  try {
    const az = azureCli(folder, server.origin);
    await az.signIn(server.tenantId);
    const start = performance.now();
    const { code, output } = await az.run(["vm", "encryption", "show", "--ids", ...server.ids, "-o", "none"]);
    const inMs = performance.now() - start;
    const perVirtualMachineInMs = inMs / server.ids.length;
    // A VM without Azure Disk Encryption is an error to this command; it has asked for it by then.
    const note = code === 0 ? "" : ` (exit code ${code}: ${output.trim().split("\n").at(-1)})`;
    return {
      inMs,
      virtualMachines: server.ids.length,
      perVirtualMachineInMs,
      requests: server.requests(),
      text: `az vm encryption show --ids with ${server.ids.length} VMs: ${(inMs / 1000).toFixed(1)} s, ${Math.round(perVirtualMachineInMs)} ms a VM${note}`,
    };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

/** The sandbox behind HTTPS, with what the CLI asks of an Azure besides: its metadata, and tokens. */
async function startServer(folder, { virtualMachines, latencyInMs }) {
  const { connect } = createRequire(import.meta.url)("../../lib/dist/index.js");
  const azure = await connect({
    generate: { virtualMachines: virtualMachines * 10, diskEncryption: "common" },
    latencyInMs,
  });
  const { sandbox } = azure;
  const { cert, key } = await certificate(folder);
  const options = { cert: readFileSync(cert), key: readFileSync(key) };
  let count = 0;
  const server = createServer(options, (request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      void answer(request, Buffer.concat(chunks)).then(({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(body);
      });
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://localhost:${server.address().port}`;

  async function answer(request, body) {
    const url = new URL(request.url, origin);
    if (url.pathname === "/metadata/endpoints") return json(metadata(origin));
    if (url.pathname.endsWith("/.well-known/openid-configuration")) return json(openId(origin));
    if (url.pathname.endsWith("/oauth2/token") || url.pathname.endsWith("/oauth2/v2.0/token")) {
      const access_token = sandbox.issueToken("https://management.azure.com");
      return json({ access_token, token_type: "Bearer", expires_in: 3600 });
    }
    count += 1;
    const inside = new URL(`${url.pathname}${url.search}`, "https://management.azure.com");
    const answered = await sandbox.fetch(
      new globalThis.Request(inside, {
        method: request.method,
        headers: Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === "string" && !["host", "connection", "content-length"].includes(name)
            ? [[name, value]]
            : [],
        ),
        ...(body.length === 0 ? {} : { body }),
      }),
    );
    const text = (await answered.text()).replaceAll("https://management.azure.com", origin);
    const headers = Object.fromEntries(
      [...answered.headers].map(([name, value]) => [
        name,
        value.replaceAll("https://management.azure.com", origin),
      ]),
    );
    delete headers["content-length"];
    return { status: answered.status, headers, body: text };
  }

  const ids = [];
  for (const row of sandbox.generated.truth()) {
    if (row.row === "disk" && row.role === "os" && row.adeStamp === "on" && !ids.includes(row.vmId))
      ids.push(row.vmId);
    if (ids.length === virtualMachines) break;
  }
  return { origin, ids, tenantId: sandbox.tenantId, requests: () => count, close: () => server.close() };
}

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
    audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
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

async function certificate(folder) {
  const [cert, key] = [join(folder, "ca.pem"), join(folder, "key.pem")];
  await run("openssl", [
    ..."req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1".split(
      " ",
    ),
    "-keyout",
    key,
    "-out",
    cert,
  ]);
  return { cert, key };
}

/** An Azure CLI with a profile of its own: never the user's, and it trusts this server alone. */
function azureCli(folder, origin) {
  const env = {
    AZURE_CONFIG_DIR: join(folder, "profile"),
    REQUESTS_CA_BUNDLE: join(folder, "ca.pem"),
    AZURE_CORE_COLLECT_TELEMETRY: "false",
  };
  const az = (programArguments) => run("az", programArguments, { env });
  return {
    run: az,
    signIn: async (tenantId) => {
      for (const step of [
        ["cloud", "register", "-n", "Sandbox", "--endpoint-resource-manager", origin],
        ["cloud", "set", "-n", "Sandbox"],
        ["config", "set", "core.login_experience_v2=off", "extension.use_dynamic_install=no"],
        [
          "login",
          "--service-principal",
          "-u",
          "00000000-0000-4000-8000-000000000001",
          "-p",
          "none",
          "--tenant",
          tenantId,
          "-o",
          "none",
        ],
      ]) {
        const { code, output } = await az(step);
        if (code !== 0) throw new Error(`az ${step[0]} ${step[1]}: ${output.trim().slice(-400)}`);
      }
    },
  };
}
