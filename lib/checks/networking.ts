import type { Guest } from "../azure/guest";
import { keyVaultHost } from "../azure/key-vault";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { RUN_THE_PROBE } from "./guest-probe";
import { fail, inWords, notApplicable, pass, strictest, unknown, whenKnown } from "./verdict";

const ENTRA_ID_HOST = "login.microsoftonline.com";
/** The host of the VM, and the instance metadata service. */
const hostAddresses: readonly string[] = ["168.63.129.16", "169.254.169.254"];

/**
 * The module has a Windows guest reach Entra ID and the vault; the current documents have every guest reach its host's two addresses.
 *
 * Entra ID's host is the module's, that of the public cloud: in another cloud the module's edition asks for the wrong one.
 *
 * @see "Azure Disk Encryption troubleshooting guide" (Windows VMs), Azure Instance Metadata Service, 2026-07-14
 */
export const networking: Check = (facts, edition) => {
  if (edition === "current") {
    return reaches(
      facts,
      hostAddresses,
      `Let the guest reach ${inWords(hostAddresses)} directly, without a proxy.`,
    );
  }
  if (facts.virtualMachine.osType === "Linux")
    return notApplicable("The training module asks this of Windows VMs alone.");
  const fix = "Let the VM reach it through its network security group, firewall or proxy.";
  const vault = whenKnown(
    facts.keyVault,
    "which vault's host must be reached",
    "Name the key vault (--key-vault, or the tag diskEncryptionKeyVault).",
    (keyVault) => {
      const host = keyVaultHost(keyVault);
      return host === undefined
        ? unknown(
            `the host of vault ${keyVault.name}: its URI is '${keyVault.vaultUri}'`,
            "Read the vault again.",
          )
        : reaches(facts, [ENTRA_ID_HOST, host], fix);
    },
  );
  return strictest(vault, reaches(facts, [ENTRA_ID_HOST], fix));
};

function reaches(
  { virtualMachine: vm, guest }: EncryptionFacts,
  hosts: readonly string[],
  fix: string,
): Verdict {
  return whenKnown(guest, `whether ${vm.name} reaches ${inWords(hosts)}`, RUN_THE_PROBE, (seen) => {
    const blocked = hosts.filter((host) => reached(seen, host) === false);
    if (blocked.length > 0) return fail(`${vm.name} does not reach ${inWords(blocked)}.`, fix);
    const unprobed = hosts.filter((host) => reached(seen, host) === undefined);
    return unprobed.length > 0
      ? unknown(`whether ${vm.name} reaches ${inWords(unprobed)}: the probe did not try`, RUN_THE_PROBE)
      : pass(`${vm.name} reaches ${inWords(hosts)}.`);
  });
}

/** Host names know no case. */
function reached({ network }: Guest, host: string): boolean | undefined {
  return Object.entries(network.reached).find(([probed]) => probed.toLowerCase() === host)?.[1];
}
