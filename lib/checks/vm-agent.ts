import { fail, pass, unknown, type Check } from "./check";

export const vmAgent: Check = ({ virtualMachine: { name, powerState, agent } }) => {
  if (powerState === undefined) return unknown(`whether ${name} runs`);
  if (powerState !== "running") return fail(`${name} is ${powerState}.`);
  if (agent === undefined) return fail(`${name} runs, and no agent reports.`);
  return agent.status === "Ready"
    ? pass(`${name} runs, its agent ${agent.version} is ready.`)
    : fail(`${name} runs, its agent is '${agent.status}'.`);
};
