import { RunbookError } from "../../errors";

/** The probe's output by section. */
export type Sections = ReadonlyMap<string, readonly string[]>;

/**
 * Takes a probe's output apart at its section marks.
 *
 * @throws RunbookError `GuestOutputUnreadable` where the output is empty, has no marks, or was cut before its end: half an answer is no answer.
 */
export function sectionsOf(output: string, vmName: string): Sections {
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of output.split(/\r?\n/)) {
    const name = /^== (.+) ==\s*$/.exec(line)?.[1];
    if (name === undefined) {
      current?.push(line);
    } else {
      current = [];
      sections.set(name, current);
    }
  }
  if (output.trim() === "") throw unreadable(vmName, "The probe printed nothing");
  if (sections.size === 0) throw unreadable(vmName, "The probe printed something else than its sections");
  if (!sections.has("end")) throw unreadable(vmName, "The probe's output ends early");
  return sections;
}

/** The lines of a section, without empty ones at either end. */
export function section(sections: Sections, name: string, vmName: string): readonly string[] {
  const lines = sections.get(name);
  if (lines === undefined) throw unreadable(vmName, `The probe's output lacks its section '${name}'`);
  return lines.join("\n").trim().split("\n");
}

/** The error of an output that can't be trusted. */
export function unreadable(vmName: string, what: string): RunbookError {
  return new RunbookError(
    "GuestOutputUnreadable",
    `${what} in ${vmName}.`,
    "Nothing is concluded from it: run the probe again, or look at the VM's Run Command in the portal.",
  );
}
