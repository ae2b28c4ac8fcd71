import { maximumComputerNameLength } from "./administrator";
import type { OsType } from "@runbooks/azure";

/**
 * Why a name can't be that of a new VM and of the computer in it; undefined: it can.
 *
 * Letters, digits, hyphens and full stops: what Azure takes and what Azure Disk Encryption gets along with.
 *
 * @param osType - undefined where it is not known: then what both systems refuse.
 * @see "Naming rules and restrictions for Azure resources", 2020-02-11; "Azure Disk Encryption troubleshooting guide", 2026-07-14: no leading
 *   underscore and nothing outside of ASCII
 */
export function virtualMachineNameRefusal(name: string, osType: OsType | undefined): string | undefined {
  if (name === "") return "it is empty";
  if (!/^[a-z0-9][a-z0-9.-]*$/i.test(name))
    return "it may have letters, digits, hyphens and full stops, and starts with a letter or a digit";
  if (/[.-]$/.test(name)) return "it can't end in a full stop or a hyphen";
  const maximum = maximumComputerNameLength(osType ?? "Linux");
  if (name.length > maximum)
    return `it has ${name.length} characters; a ${osType ?? "Linux"} computer's name has ${maximum} at most`;
  if (osType !== "Windows") return undefined;
  if (name.includes(".")) return "a Windows computer's name has no full stop";
  return /^\d+$/.test(name) ? "a Windows computer's name can't be digits alone" : undefined;
}
