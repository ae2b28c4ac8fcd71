/**
 * The Azure CLI against the sandbox over HTTPS. With a profile of its own: never the user's, and it trusts this server alone.
 *
 * All of it is undefined where the Azure CLI is not installed.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { lastLine, run } from "../steps/run.mjs";

/** `az vm encryption show --ids`, which asks for each VM by itself. */
export function measureAzureCli(server, ids) {
  return withAzureCli(server, async (az) => {
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
  });
}

/**
 * Writes into a folder what the Azure CLI prints of the server's fleet. Of disks it lists one resource group at a time (2.91).
 *
 * @returns the CLI's version.
 */
export function exportWithAzureCli(server, folder) {
  return withAzureCli(server, async (az, version) => {
    const groups = new Set(
      [...server.truth()].flatMap(({ row, resourceGroup }) => (row === "disk" ? [resourceGroup] : [])),
    );
    const lists = {
      subscriptions: [["account", "list"]],
      vms: [["vm", "list", "-d"]],
      disks: [...groups].map((group) => ["disk", "list", "-g", group]),
      snapshots: [["snapshot", "list"]],
      images: [["image", "list"]],
      sets: [["disk-encryption-set", "list"]],
    };
    for (const [name, commands] of Object.entries(lists)) {
      const printed = [];
      for (const words of commands) printed.push(await printedBy(az, words));
      writeFileSync(join(folder, `${name}.json`), printed.join(""));
    }
    return version;
  });
}

async function printedBy(az, words) {
  const { code, output } = await az(...words, "-o", "json", "--only-show-errors");
  if (code !== 0) throw new Error(`az ${words.join(" ")}: ${output.trim().slice(-400)}`);
  return output;
}

async function withAzureCli({ origin, tenantId, certificateFile }, work) {
  const folder = mkdtempSync(join(tmpdir(), "bench-az-"));
  const env = {
    AZURE_CONFIG_DIR: join(folder, "profile"),
    REQUESTS_CA_BUNDLE: certificateFile,
    AZURE_CORE_COLLECT_TELEMETRY: "false",
  };
  const az = (...words) => run("az", words, { env });
  try {
    const { code, output } = await az("version", "-o", "json", "--only-show-errors");
    if (code !== 0) return undefined;
    const principal = "00000000-0000-4000-8000-000000000001";
    for (const words of [
      ["cloud", "register", "-n", "Sandbox", "--endpoint-resource-manager", origin],
      ["cloud", "set", "-n", "Sandbox"],
      ["config", "set", "core.login_experience_v2=off", "extension.use_dynamic_install=no"],
      ["login", "--service-principal", "-u", principal, "-p", "none", "--tenant", tenantId],
    ])
      await printedBy(az, words);
    return await work(az, JSON.parse(output)["azure-cli"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
