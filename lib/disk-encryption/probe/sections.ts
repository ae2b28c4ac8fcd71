import { RunbookError } from "@runbooks/azure";

/** The probe's output by section. */
export type Sections = ReadonlyMap<string, readonly string[]>;

/**
 * Takes a probe's output apart at its section marks.
 *
 * The mark of the end says how many sections there are: `== end 12 ==`.
 *
 * @throws RunbookError `GuestOutputUnreadable` where the output is empty, has no marks, has a section twice, has more or fewer sections than its
 *   end says, or was cut before its end: half an answer is no answer.
 */
export function sectionsOf(output: string, vmName: string): Sections {
  if (output.trim() === "") throw unreadable(vmName, "The probe printed nothing");
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  let announced: number | undefined;
  for (const line of output.split(/\r?\n/)) {
    if (announced !== undefined) {
      if (line.trim() !== "") throw unreadable(vmName, "The probe's output goes on after its end");
      continue;
    }
    const name = /^== (.+) ==\s*$/.exec(line)?.[1];
    const end = /^end (\d+)$/.exec(name ?? "");
    if (name === undefined) {
      current?.push(line);
    } else if (end !== null) {
      announced = Number(end[1]);
    } else {
      if (sections.has(name)) throw unreadable(vmName, `The probe's output has its section '${name}' twice`);
      current = [];
      sections.set(name, current);
    }
  }
  if (announced === undefined && sections.size === 0) {
    throw unreadable(vmName, "The probe printed something else than its sections");
  }
  if (announced === undefined) throw unreadable(vmName, "The probe's output ends early");
  if (announced !== sections.size) {
    throw unreadable(vmName, `The probe's output has ${sections.size} sections instead of ${announced}`);
  }
  return sections;
}

/** The lines of a section, without empty ones at either end. */
export function section(sections: Sections, name: string, vmName: string): readonly string[] {
  const lines = sections.get(name);
  if (lines === undefined) throw unreadable(vmName, `The probe's output lacks its section '${name}'`);
  return lines.join("\n").trim().split("\n");
}

/** The error of an output that can't be trusted. */
export function unreadable(vmName: string, what: string, options?: ErrorOptions): RunbookError {
  return new RunbookError(
    "GuestOutputUnreadable",
    `${what} in ${vmName}.`,
    "Nothing is concluded from it: run the probe again, or look at the VM's Run Command in the portal.",
    options,
  );
}
