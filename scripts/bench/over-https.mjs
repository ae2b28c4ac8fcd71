import { announce } from "../steps/announce.mjs";
import { measureAzureCli } from "./azure-cli.mjs";
import { startHttpsAzure } from "./https-azure.mjs";
import { measured } from "./measured.mjs";

/**
 * Three ways to ask how the VMs of one fleet are encrypted, one after the other over HTTPS against one server: ours, a plain loop, and the Azure CLI.
 *
 * Ours and the Azure CLI run once before, not measured, so that the server serves cached responses: the figures are what they and the latency take, not
 * what the sandbox does. The loop waits long enough without it.
 */
export async function measureOverHttps({ virtualMachines, latencyInMs }) {
  const generate = { virtualMachines, diskEncryption: "rare" };
  const server = await startHttpsAzure({ generate, latencyInMs, keepsAnswers: true });
  if (server === undefined)
    return { notMeasured: "openssl, which makes the server's certificate, is not installed" };
  try {
    const way = { origin: server.origin, certificateFile: server.certificateFile, token: server.token };
    const ids = [...server.truth()].flatMap(({ row, vmId }) => (row === "virtualMachine" ? [vmId] : []));
    const second = async (measure) => {
      await measure();
      return await measure();
    };
    // The others tell no power states either.
    const read = (source) => () => measured("read", { source, generate, way, compare: false });
    const arm = await second(read("arm, no power states"));
    const graph = await second(read("graph"));
    const clientLoop = await measured("clientLoop", { generate, way });
    announce(`Measuring az vm encryption show --ids: ${virtualMachines} VMs`);
    const azureCli = await second(() => measureAzureCli(server, ids));
    return {
      virtualMachines,
      latencyInMs,
      arm,
      graph,
      clientLoop,
      ...(azureCli === undefined ? { notMeasured: "the Azure CLI is not installed" } : { azureCli }),
    };
  } finally {
    server.close();
  }
}
