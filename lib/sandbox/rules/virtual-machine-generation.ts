import { configurationRefusal, type Rule } from "./rule";

/** The training module excludes Generation 2 VMs; Azure supports them since 2021. Enforced in the module edition alone. */
export const generationSupported: Rule = (request) =>
  request.world.edition === "module" && request.hardware.hyperVGeneration === "V2"
    ? configurationRefusal(
        request,
        "(sandbox) Azure Disk Encryption is not available on Generation 2 VMs (training module).",
      )
    : undefined;
