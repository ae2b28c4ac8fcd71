/** Three ways to ask how the VMs of one fleet are encrypted, one after the other over HTTPS against one server: ours, a plain loop, and the Azure CLI. */
import { announce } from "../steps/announce.mjs";
import { measureAzureCli } from "./azure-cli.mjs";
import { startHttpsAzure } from "./https-azure.mjs";
import { measured } from "./measured.mjs";

export async function measureOverHttps({ virtualMachines, latencyInMs }) {
  const generate = { virtualMachines, diskEncryption: "rare" };
  const server = await startHttpsAzure({ generate, latencyInMs });
  if (server === undefined)
    return { notMeasured: "openssl, which makes the server's certificate, is not installed" };
  try {
    const way = { origin: server.origin, certificateFile: server.certificateFile, token: server.token };
    const read = (source) => measured("read", { source, generate, way, compare: false });
    // The others tell no power states either.
    const ways = { arm: await read("arm, no power states"), graph: await read("graph") };
    ways.clientLoop = await measured("clientLoop", { generate, way });
    announce(`Measuring az vm encryption show --ids: ${virtualMachines} VMs`);
    const ids = [...server.truth()].flatMap(({ row, vmId }) => (row === "virtualMachine" ? [vmId] : []));
    const azureCli = await measureAzureCli(server, ids);
    return {
      virtualMachines,
      latencyInMs,
      ...ways,
      ...(azureCli === undefined ? { notMeasured: "the Azure CLI is not installed" } : { azureCli }),
    };
  } finally {
    server.close();
  }
}
