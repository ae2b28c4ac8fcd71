import { exitCodes, type Rule } from "./rule";

/** The day after which nobody supports a distribution any more, not even where support was bought: its publisher's page. */
const lastDays: readonly (readonly [distribution: string, version: RegExp, lastDay: string])[] = [
  ["ubuntu", /^18\.04/, "2028-04-01"],
  ["ubuntu", /^20\.04/, "2030-04-02"],
  ["rhel", /^6/, "2024-06-30"],
  ["rhel", /^7/, "2028-06-30"],
  ["centos", /^6/, "2020-11-30"],
  ["centos", /^7/, "2024-06-30"],
  ["centos", /^8/, "2021-12-31"],
  ["mariner", /^2/, "2025-07-31"],
  ["sles", /^12\.4/, "2023-06-30"],
  ["sles_hpc", /^12\.3/, "2022-06-30"],
  ["opensuse", /^42\.3/, "2019-07-01"],
];

/**
 * Azure Disk Encryption supports a distribution until its publisher's end of life ("Azure Disk Encryption for Linux VMs", 2026-02-20).
 *
 * The extension itself knows no dates: the refusal is the sandbox's.
 */
export const supportedByPublisher: Rule = ({ world, guest: { specification } }) => {
  if (specification.osType !== "Linux" || world.edition !== "current") return undefined;
  const { distribution, distributionVersion } = specification;
  const [, , lastDay] =
    lastDays.find(([name, version]) => name === distribution && version.test(distributionVersion)) ?? [];
  return lastDay !== undefined && world.clock.now().toISOString().slice(0, 10) > lastDay
    ? {
        message: `(sandbox) ${distribution} ${distributionVersion} has reached its end of life on ${lastDay}.`,
        exitCode: exitCodes.osNotSupported,
      }
    : undefined;
};
