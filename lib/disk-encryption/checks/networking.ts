import { type Guest } from "../nouns/guest";
import { hostAddresses, storageHostsOf } from "../nouns/guest-endpoints";
import { keyVaultHost } from "@runbooks/azure";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { RUN_THE_PROBE } from "./guest-probe";
import { fail, inWords, moduleStatesNoRule, pass, strictest, unknown, whenKnown } from "./verdict";

const LET_IT_THROUGH = "Let the VM reach it through its network security group, firewall or proxy.";

/** The module has a Windows guest reach Entra ID and the vault; the current documents have every guest reach its host and Azure Storage. */
export const networking: Check = (facts, edition) => {
  if (edition === "current") return current(facts);
  if (facts.virtualMachine.osType === "Linux")
    return moduleStatesNoRule("states a rule for Windows VMs alone");
  const ofModule = strictest(vault(facts), authority(facts));
  // The module does not know the host's addresses, without which no extension arrives: on these the newest documents decide.
  return ofModule.outcome === "pass"
    ? {
        ...ofModule,
        evidence: `${ofModule.evidence} The training module asks no more; on the VM's host the newest documents' rule decides.`,
        decidedBy: "current",
      }
    : ofModule;
};

/**
 * A guest reaches the extension repository through its host, at port 32526. A managed disk's VHD is in no storage account that a guest could
 * reach; that of an unmanaged disk is.
 *
 * @see "Azure Disk Encryption for Windows VMs" and "... for Linux VMs", Networking requirements, 2026-02-20
 * @see "Virtual machine extensions and features for Windows", Network access, 2025-08-18: ports 80 and 32526 of the host
 * @see "Azure Disk Encryption troubleshooting guide" (Windows VMs), Azure Instance Metadata Service, 2026-07-14
 */
function current(facts: EncryptionFacts): Verdict {
  const host = reaches(
    facts,
    hostAddresses,
    `Let the guest reach ${inWords(hostAddresses)} directly, without a proxy.`,
  );
  const storageHosts = storageHostsOf(facts.virtualMachine);
  return storageHosts.length === 0 ? host : strictest(host, reaches(facts, storageHosts, LET_IT_THROUGH));
}

function vault(facts: EncryptionFacts): Verdict {
  return whenKnown(
    facts.keyVault,
    "which vault's host must be reached",
    "Name the key vault (--key-vault, or the tag diskEncryptionKeyVault).",
    (keyVault) => {
      const host = keyVaultHost(keyVault);
      if (host === undefined) {
        return unknown(
          `the host of vault ${keyVault.name}: its URI is '${keyVault.vaultUri}'`,
          "Read the vault again.",
        );
      }
      const hosts = facts.authorityHost.kind === "known" ? [facts.authorityHost.value, host] : [host];
      return reaches(facts, hosts, LET_IT_THROUGH);
    },
  );
}

/** Microsoft Entra of the VM's cloud; the module, which knows the public cloud, names login.microsoftonline.com. */
function authority(facts: EncryptionFacts): Verdict {
  return whenKnown(
    facts.authorityHost,
    "which host of Microsoft Entra must be reached",
    "Observe the VM on a connection to its cloud.",
    (host) => reaches(facts, [host], LET_IT_THROUGH),
  );
}

function reaches(
  { virtualMachine: vm, guest }: EncryptionFacts,
  hosts: readonly string[],
  fix: string,
): Verdict {
  return whenKnown(guest, `whether ${vm.name} reaches ${inWords(hosts)}`, RUN_THE_PROBE, (seen) => {
    const blocked = hosts.filter((host) => reached(seen, host) === false);
    if (blocked.length > 0) return fail(`${vm.name} does not reach ${inWords(blocked)}.`, fix);
    const doubtful = hosts.flatMap((host) => {
      const status = valueFor(seen.network.doubtful, host);
      return status === undefined ? [] : [`${host} (HTTP ${status})`];
    });
    if (doubtful.length > 0)
      return unknown(
        `whether ${vm.name} reaches ${inWords(doubtful)} itself: a proxy or a gateway may have answered`,
        "Let the guest reach it directly, without a proxy (no_proxy), then run the probe again.",
      );
    const unprobed = hosts.filter((host) => reached(seen, host) === undefined);
    return unprobed.length > 0
      ? unknown(`whether ${vm.name} reaches ${inWords(unprobed)}: the probe did not try`, RUN_THE_PROBE)
      : pass(`${vm.name} reaches ${inWords(hosts)}.`);
  });
}

const reached = ({ network }: Guest, host: string): boolean | undefined => valueFor(network.reached, host);

/** Host names know no case. */
function valueFor<T>(byHost: Readonly<Record<string, T>>, host: string): T | undefined {
  return Object.entries(byHost).find(([probed]) => probed.toLowerCase() === host.toLowerCase())?.[1];
}
