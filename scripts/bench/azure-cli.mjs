/**
 * The Azure CLI against the sandbox over HTTPS: `az vm encryption show --ids`, which asks for each VM by itself. With a profile of its own: never the
 * user's, and it trusts this server alone.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { lastLine, run } from "../steps/run.mjs";

/** Undefined where the Azure CLI is not installed. */
export async function measureAzureCli(server, ids) {
  const folder = mkdtempSync(join(tmpdir(), "bench-az-"));
  const env = {
    AZURE_CONFIG_DIR: join(folder, "profile"),
    REQUESTS_CA_BUNDLE: server.certificateFile,
    AZURE_CORE_COLLECT_TELEMETRY: "false",
  };
  const az = (...words) => run("az", words, { env });
  try {
    if ((await az("version")).code !== 0) return undefined;
    await signIn(az, server);
    const requestsBefore = server.requests();
    const start = performance.now();
    const { code, output } = await az("vm", "encryption", "show", "--ids", ...ids, "-o", "none");
    return {
      inMs: performance.now() - start,
      requests: server.requests() - requestsBefore,
      // It warns of each VM without Azure Disk Encryption, of which it has asked by then.
      exitCode: code,
      lastLine: lastLine(output),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function signIn(az, { origin, tenantId }) {
  const principal = "00000000-0000-4000-8000-000000000001";
  for (const step of [
    ["cloud", "register", "-n", "Sandbox", "--endpoint-resource-manager", origin],
    ["cloud", "set", "-n", "Sandbox"],
    ["config", "set", "core.login_experience_v2=off", "extension.use_dynamic_install=no"],
    ["login", "--service-principal", "-u", principal, "-p", "none", "--tenant", tenantId, "-o", "none"],
  ]) {
    const { code, output } = await az(...step);
    if (code !== 0) throw new Error(`az ${step[0]} ${step[1]}: ${output.trim().slice(-400)}`);
  }
}
