import { fail, pass, unknown, type Check } from "./check";

export const vmGeneration: Check = ({ virtualMachine: { name, hyperVGeneration } }, edition) => {
  if (hyperVGeneration === undefined) return unknown(`the generation of ${name}`);
  const evidence = `${name} is of Generation ${hyperVGeneration === "V1" ? 1 : 2}.`;
  return edition === "module" && hyperVGeneration === "V2" ? fail(evidence) : pass(evidence);
};
