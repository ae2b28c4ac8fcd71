import { deduceBoot } from "./boot";
import { missing } from "@runbooks/azure";
import { shortVolumeTexts } from "./cut-off";
import { deduceEncryption, deduceGeneration, deduceOsType, neededKeyMaterial } from "./deductions";
import { diskProblems } from "./disk-problems";
import type { VhdDisk, VhdProblem, VhdVerdict } from "./report";
import { unknownProblems } from "./unknown-problems";

/**
 * What follows from what was found. Pure.
 *
 * @param disk - the disk inside; undefined where it can't be read.
 * @param fileProblems - what is wrong with the file around it.
 */
export function evaluate(
  fileSizeInBytes: number,
  disk: VhdDisk | undefined,
  fileProblems: readonly VhdProblem[],
): VhdVerdict {
  const boot = disk === undefined ? missing<never>("the disk can't be read") : deduceBoot(disk);
  const problems = [
    ...fileProblems,
    ...(disk === undefined
      ? []
      : [
          ...cutOffProblems(disk, fileProblems),
          ...diskProblems(disk, boot.kind === "known" ? boot.value : undefined),
          ...unknownProblems(disk, boot),
        ]),
  ];
  const readyToUpload = problems.every(({ stops }) => stops !== "upload");
  return {
    outcome: outcomeOf(problems),
    readyToUpload,
    ...(readyToUpload ? { uploadSizeBytes: fileSizeInBytes } : {}),
    encryption: disk === undefined ? missing("the disk can't be read") : deduceEncryption(disk),
    boot,
    osType: disk === undefined ? missing("the disk can't be read") : deduceOsType(disk),
    hyperVGeneration: disk === undefined ? missing("the disk can't be read") : deduceGeneration(disk),
    keyMaterial: disk === undefined ? [] : neededKeyMaterial(disk),
    problems,
  };
}

/** Volumes that were cut off; of a file that is no VHD, its own problem may say so already. */
function cutOffProblems(disk: VhdDisk, fileProblems: readonly VhdProblem[]): readonly VhdProblem[] {
  return shortVolumeTexts(disk)
    .filter((text) => !fileProblems.some((problem) => problem.text.includes(text)))
    .map((text) => ({
      id: "volume-cut-off",
      stops: "start",
      text,
      fix: "The disk was cut off or shrunk. Take it from its original again.",
      commands: [],
    }));
}

function outcomeOf(problems: readonly VhdProblem[]): VhdVerdict["outcome"] {
  if (problems.some(({ stops }) => stops === "upload" || stops === "start")) return "not-ready";
  return problems.some(({ stops }) => stops === "unknown") ? "unknown" : "ready";
}
