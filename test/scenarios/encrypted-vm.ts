import assert from "node:assert/strict";

import { ComputeManagementClient } from "@azure/arm-compute";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection, SandboxTarget } from "../../lib/disk-encryption/connection/connect";
import {
  apply,
  approve,
  connect,
  type EncryptionFacts,
  observe,
  type ObserveOptions,
  planEncryption,
  probeScript,
  probeScriptFor,
  readGuest,
  watch,
} from "@runbooks/disk-encryption";
import { readDataFile } from "../../lib/azure/data";
import { parseFleet, type Fleet } from "../../lib/sandbox/index";
import type { GuestOperatingSystem } from "../../lib/sandbox/guest/guest";
import { credentialOf, httpClientOf } from "../sandbox/support";
import type { Drivable } from "../sandbox/support-compute";

export const WINDOWS = "vm-web-01";
export const LINUX = "vm-data-01";
/** The vault of Contoso's keys in West Europe, and a key in it of 2048 bits: a new version of it is made in a moment. */
export const VAULT =
  "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-weu";
export const KEY =
  "https://kv-contoso-weu.vault.azure.net/keys/kek-ade-2048/f5be991329e93634825a1fc0b555d4a5";

/** Contoso, where vm-web-01 runs Windows Server 2019, for which a key of 2048 bits is long enough. */
export function contosoWithShortKeys(): Fleet {
  const fleet = parseFleet(readDataFile("fleets/contoso.json"));
  return {
    ...fleet,
    virtualMachines: fleet.virtualMachines.map((machine) =>
      machine.name === WINDOWS && machine.guest.osType === "Windows"
        ? {
            ...machine,
            image: { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2019-datacenter" },
            guest: { ...machine.guest, osName: "Windows Server 2019 Datacenter", osBuild: 17763 },
          }
        : machine,
    ),
  };
}

/** A VM as observed with what its guest says. */
export async function observed(
  azure: SandboxConnection,
  name: string,
  options: ObserveOptions = {},
): Promise<EncryptionFacts> {
  const facts = await observe(azure, name, options);
  const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts));
  return await observe(azure, name, { ...options, guest });
}

/** Approves a plan by its target's name and carries it out. */
export async function carryOut(azure: SandboxConnection, plan: Plan): Promise<void> {
  await apply(azure, plan, approve(azure, plan, plan.target));
}

/** A sandbox in which a VM of Contoso is encrypted, to the last volume. */
export async function withEncrypted(
  name: string,
  options: ObserveOptions = {},
  target: SandboxTarget = { fleet: contosoWithShortKeys() },
): Promise<SandboxConnection> {
  const azure = await connect(target);
  const wished = { keyVaultId: VAULT, keyEncryptionKeyUrl: KEY, ...options };
  await carryOut(azure, planEncryption(await observed(azure, name, wished)));
  await watch(azure, name, { script: probeScript(name === WINDOWS ? "Windows" : "Linux") });
  return azure;
}

/** The operating system of a VM of the sandbox: what an operator changes inside it. */
export async function guestOf(azure: SandboxConnection, name: string): Promise<GuestOperatingSystem> {
  const { virtualMachine } = await observe(azure, name);
  const guest = azure.sandbox.world.guests.get(virtualMachine.id);
  assert.ok(guest);
  return guest;
}

/** What an operator does with a tool of his own, past the plans of the library. */
export async function withOwnTool<T>(
  azure: SandboxConnection,
  subscriptionId: string,
  begin: (compute: ComputeManagementClient) => Drivable<T>,
): Promise<void> {
  const { sandbox } = azure;
  const compute = new ComputeManagementClient(credentialOf(sandbox), subscriptionId, {
    httpClient: httpClientOf(sandbox, []),
    retryOptions: { maxRetries: 0 },
  });
  const poller = begin(compute);
  await poller.submitted();
  while (!poller.isDone) {
    sandbox.clock.advance(30_000);
    await poller.poll();
  }
}

/** Deallocates a VM and starts it: the host fetches its keys anew. Answers what its agent reports then. */
export async function restarted(azure: SandboxConnection, name: string): Promise<string | undefined> {
  const { subscriptionId, resourceGroupName } = (await observe(azure, name)).virtualMachine;
  await withOwnTool(azure, subscriptionId, ({ virtualMachines }) =>
    virtualMachines.deallocate(resourceGroupName, name),
  );
  await withOwnTool(azure, subscriptionId, ({ virtualMachines }) =>
    virtualMachines.start(resourceGroupName, name),
  );
  return (await observe(azure, name)).virtualMachine.agent?.status;
}
