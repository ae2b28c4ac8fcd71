import { compareVersions, type VirtualMachine } from "@runbooks/azure";
import type { Check } from "./check";
import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "./verdict";

/** "Azure Disk Encryption for Linux VMs troubleshooting guide", 2026-07-14. */
const MINIMUM_LINUX_AGENT_VERSION = "2.2.38";

const busyStates: readonly string[] = ["creating", "updating", "deleting", "migrating"];

/** An extension reaches only a VM that runs, whose agent is ready, and which nothing else is changing. The module says nothing. */
export const vmAgent: Check = ({ virtualMachine: vm }, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  if (vm.powerState === undefined) {
    return unknown(
      `whether ${vm.name} runs: its instance view was not read`,
      "See that you may read the VM's instance view.",
    );
  }
  if (vm.powerState.toLowerCase() !== "running") {
    return fail(`${vm.name} is ${vm.powerState}.`, "Start the VM and wait until its agent reports Ready.");
  }
  return agentVerdict(vm) ?? busyVerdict(vm) ?? pass(`${vm.name} is running and its agent is Ready.`);
};

function agentVerdict({ name, agent, osType }: VirtualMachine): ReturnType<Check> | undefined {
  if (agent === undefined)
    return fail(`${name} has no VM agent that reports.`, "Install the VM agent, or start it in the guest.");
  if (agent.status.toLowerCase() !== "ready") {
    return fail(
      `The agent of ${name} reports ${agent.status}.`,
      "Start the agent in the guest, or restart the VM; wait for Ready.",
    );
  }
  if (osType === "Windows") return undefined;
  const comparison = compareVersions(agent.version, MINIMUM_LINUX_AGENT_VERSION);
  if (comparison === undefined) {
    return unknown(
      `the agent's version on ${name}: it reports '${agent.version}'`,
      `See that waagent is ${MINIMUM_LINUX_AGENT_VERSION} or newer.`,
    );
  }
  return comparison < 0
    ? fail(
        `The agent of ${name} is ${agent.version}; ${MINIMUM_LINUX_AGENT_VERSION} is needed.`,
        "Upgrade the Azure Linux Agent in the guest.",
      )
    : undefined;
}

function busyVerdict({ name, provisioningState, extensions }: VirtualMachine): ReturnType<Check> | undefined {
  const wait = "Wait until it is done, then check again.";
  if (isBusy(provisioningState)) return fail(`${name} is being changed (${provisioningState}).`, wait);
  const busy = extensions.find((extension) => isBusy(extension.provisioningState));
  return busy === undefined
    ? undefined
    : fail(`Extension ${busy.name} of ${name} is being changed (${busy.provisioningState}).`, wait);
}

const isBusy = (provisioningState: string): boolean => busyStates.includes(provisioningState.toLowerCase());
