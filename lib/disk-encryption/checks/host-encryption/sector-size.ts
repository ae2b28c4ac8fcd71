import type { ManagedDisk } from "@runbooks/azure";
import { disksOf } from "../attached-disks";
import type { Check } from "../check";
import { unreadDisks } from "../disk-types";
import type { Verdict } from "../finding";
import { fail, MODULE_STATES_NO_RULE, pass, strictest, unknown } from "../verdict";
import type { EncryptionAtHostFacts } from "./facts";

const newerTypes: readonly string[] = ["ultrassd_lrs", "premiumv2_lrs"];
/** Disks with sectors of 512 bytes have to be "created after 5/13/2023"; those "created before this date" are not taken. */
const THE_DAY = "2023-05-13";

/**
 * Ultra disks and Premium SSD v2 need sectors of 4096 bytes, or have to be newer. The module does not know encryption at host.
 *
 * @see "Server-side encryption of Azure managed disks", Encryption at host restrictions, 2023-11-02
 */
export const sectorSize: Check<EncryptionAtHostFacts> = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const disks = disksOf(facts).flatMap(({ managed }) => (managed?.kind === "known" ? [managed.value] : []));
  const unread = unreadDisks(facts, "the sector size");
  return strictest(
    pass("No ultra disk or Premium SSD v2 has sectors that are not supported."),
    ...disks.filter(({ sku }) => newerTypes.includes(sku.toLowerCase())).map(evaluate),
    ...(unread === undefined ? [] : [unread]),
  );
};

function evaluate({ id, name, logicalSectorSize, timeCreated }: ManagedDisk): Verdict {
  if (logicalSectorSize === 4096) return pass(`${name} has sectors of 4096 bytes.`);
  if (logicalSectorSize === undefined || timeCreated === undefined) {
    return unknown(
      `the ${logicalSectorSize === undefined ? "sector size" : "age"} of ${name}, which Azure did not say`,
      howToSettle(id),
    );
  }
  const day = timeCreated.toISOString().slice(0, 10);
  if (day > THE_DAY) return pass(`${name} has sectors of ${logicalSectorSize} bytes and is from ${day}.`);
  const fix = "Take an incremental snapshot of the disk, make a new disk from it, and attach that.";
  return day < THE_DAY
    ? fail(`${name} has sectors of ${logicalSectorSize} bytes and is from ${day}.`, fix)
    : unknown(
        `whether ${name}, with sectors of ${logicalSectorSize} bytes, is new enough: it is from ${THE_DAY}`,
        fix,
      );
}

/** Both fields of the disk, as the REST API names them; the call of the library reads them in the sandbox too. */
const howToSettle = (id: string): string =>
  `Read properties.creationData.logicalSectorSize and properties.timeCreated of the disk: await readDisk(azure, "${id}"), or ` +
  `on live Azure az disk show --ids ${id} --query "[creationData.logicalSectorSize, timeCreated]". If Azure does not say, ask the guest ` +
  "(lsblk -o NAME,LOG-SEC, or Get-Disk | Select-Object Number, LogicalSectorSize) and override sector-size with what it said.";
