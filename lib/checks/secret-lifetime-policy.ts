import { fail, pass, unknown, type Check } from "./check";

export const secretLifetimePolicy: Check = ({ secretLifetimePolicies }) => {
  if (secretLifetimePolicies.kind === "missing") return unknown(`the policy assignments: ${secretLifetimePolicies.reason}`);
  const denying = secretLifetimePolicies.value;
  return denying.length === 0
    ? pass("No assigned policy denies secrets for their lifetime.")
    : fail(`Denies secrets without an expiry date: ${denying.map((name) => `'${name}'`).join(", ")}.`);
};
