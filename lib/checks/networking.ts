import { fail, notApplicable, pass, unknown, type Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Edition } from "./finding";

const ENTRA_HOST = "login.microsoftonline.com";
/** The host's wire server and the instance metadata service. */
const hostAddresses: readonly string[] = ["168.63.129.16", "169.254.169.254"];

export const networking: Check = (facts, edition) => {
  const { virtualMachine, guest } = facts;
  if (edition === "module" && virtualMachine.osType === "Linux") {
    return notApplicable("The training module states this for Windows VMs.");
  }
  const hosts = hostsOf(facts, edition);
  if (guest.kind === "missing") return unknown(`whether ${virtualMachine.name} reaches ${hosts.join(" and ")}: ${guest.reason}`);
  const { reached } = guest.value.network;
  const blocked = hosts.filter((host) => reached[host] === false);
  if (blocked.length > 0) return fail(`${virtualMachine.name} does not reach ${blocked.join(" and ")}.`);
  const untried = hosts.filter((host) => reached[host] === undefined);
  if (untried.length > 0) return unknown(`whether ${virtualMachine.name} reaches ${untried.join(" and ")}`);
  return pass(`${virtualMachine.name} reaches ${hosts.join(" and ")}.`);
};

function hostsOf({ keyVault }: EncryptionFacts, edition: Edition): readonly string[] {
  if (edition === "current") return hostAddresses;
  return [ENTRA_HOST, keyVault.kind === "known" ? new URL(keyVault.value.vaultUri).host : "the key vault's endpoint"];
}
