import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import type { PlanEncryptionOptions } from "../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  findVirtualMachine,
  keySizeForGuest,
  observe,
  type ObserveOptions,
  planDisable,
  planEncryption,
  planKeyVault,
  probeScript,
  readGuest,
  readKeyVault,
  readVirtualMachine,
  verify,
  watch,
} from "@runbooks/disk-encryption";

const securityGroup =
  "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults";
const missingVault = `${securityGroup}/kv-contoso-new`;
const vaultWithoutFlag = `${securityGroup}/kv-contoso-noflag`;

/** The parts of the runbook, each run on a sandbox of its own. */
export type Part = "vaults" | "windows" | "linuxData" | "linuxOs" | "refusals";

/** Everything that each part sent and was answered, in order. */
export type Traffic = Readonly<Record<Part, readonly Exchange[]>>;

const MOST_EXCHANGES = 5000;

/** Runs the Azure Disk Encryption runbook on the sandbox, as a notebook does: through the library's front door. */
export async function runRunbook(): Promise<Traffic> {
  return {
    vaults: await record(prepareVaults),
    windows: await record(async (azure) => {
      await encrypt(azure, "vm-web-01");
      await decrypt(azure, "vm-web-01");
    }),
    linuxData: await record(async (azure) => {
      await encrypt(azure, "vm-data-01");
    }),
    linuxOs: await record(async (azure) => {
      await encrypt(azure, "vm-data-01", { volumeType: "OS" });
    }),
    refusals: [
      ...(await record(async (azure) => {
        const options = { keyVaultId: vaultWithoutFlag, keyEncryptionKeyUrl: "none" };
        const reason = "the refusal is wanted here";
        const overrides = [{ requirement: "vault-disk-encryption", reason }] as const;
        await assertRefused(
          () => encrypt(azure, "vm-web-01", options, { overrides }),
          "VMExtensionProvisioningError",
        );
      })),
      ...(await record(async (azure) => {
        const [{ subscriptionId } = { subscriptionId: "" }] = azure.subscriptions;
        const nowhere = `/subscriptions/${subscriptionId}/resourceGroups/rg-web-weu/providers/Microsoft.Compute/virtualMachines/vm-0`;
        await assertRefused(() => observe(azure, nowhere), "VirtualMachineNotFound");
      })),
    ],
  };
}

async function record(run: (azure: SandboxConnection) => Promise<void>): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  await run(
    await connect({
      observe: (exchange) => {
        // The sandbox's time is driven, so what never ends would fill the memory within seconds.
        if (exchanges.length === MOST_EXCHANGES)
          throw new Error(`No end after ${MOST_EXCHANGES} requests; the last was ${exchange.url}`);
        exchanges.push(exchange);
      },
    }),
  );
  return exchanges;
}

async function prepareVaults(azure: SandboxConnection): Promise<void> {
  for (const keyVaultId of [missingVault, vaultWithoutFlag]) {
    const keySizeInBits = keySizeForGuest("Windows");
    const request = {
      keyVaultId,
      location: "westeurope",
      tenantId: azure.tenantId,
      // The recorded vault was made without the settings for deployments: only the other one is to have them.
      ...(keyVaultId === vaultWithoutFlag
        ? ({ forDeployment: true, forTemplateDeployment: true } as const)
        : {}),
      keyEncryptionKey: { name: "kek-ade", keySizeInBits },
    };
    await carryOut(azure, planKeyVault(await readKeyVault(azure, keyVaultId), request));
    await readKeyVault(azure, keyVaultId);
  }
}

/** Observe, probe, plan, approve, apply, watch, verify. */
async function encrypt(
  azure: SandboxConnection,
  vmName: string,
  wanted: ObserveOptions = {},
  options: PlanEncryptionOptions = {},
): Promise<void> {
  const vm = await readVirtualMachine(azure, await findVirtualMachine(azure, vmName));
  const vaultName = wanted.keyVaultId?.split("/").pop() ?? "kv-contoso-weu";
  const script = probeScript(vm.osType, `${vaultName}.vault.azure.net`);
  const facts = await observe(azure, vmName, { ...wanted, guest: await readGuest(azure, vm, script) });
  await carryOut(azure, planEncryption(facts, options));
  await watch(azure, vmName, { script });
  await verify(azure, vmName, { script });
}

async function decrypt(azure: SandboxConnection, vmName: string): Promise<void> {
  const facts = await observe(azure, vmName);
  const script = probeScript(facts.virtualMachine.osType);
  await carryOut(azure, planDisable(facts));
  await watch(azure, vmName, { script });
  await verify(azure, vmName, { script });
}

async function carryOut(azure: SandboxConnection, plan: Plan): Promise<void> {
  await apply(azure, plan, approve(azure, plan, plan.target));
}

async function assertRefused(run: () => Promise<unknown>, code: string): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof RunbookError && error.code === code) return;
    throw error;
  }
  throw new Error(`Azure should have refused this with ${code}.`);
}
