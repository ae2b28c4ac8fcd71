import type { EncryptionFacts } from "../checks/facts";
import { mechanisms } from "./mechanisms";
import { markedDisks } from "./disks";
import type { MechanismId, SourcedStatement } from "./mechanism";
import { sourced } from "./reasons";
import type {
  BetterMechanism,
  MechanismOption,
  MechanismReason,
  RecommendedMechanisms,
} from "./recommendation";

export type Options = Readonly<Record<MechanismId, MechanismOption>>;

/**
 * Which mechanisms to take of those that are in use or open. Pure.
 *
 * Encryption at host first: it covers most and Azure Disk Encryption is to be replaced by it. What is in use stays where nothing better is
 * open. Azure Disk Encryption is taken up only where encryption at host is known to be closed: a disk that once had it can't get there.
 *
 * @returns undefined where nothing that gives what was asked for is in use or open.
 */
export function choose(
  facts: EncryptionFacts,
  options: Options,
  ownKeys: boolean,
): RecommendedMechanisms | undefined {
  const chosen = ownKeys ? withOwnKeys(options) : withAnyKey(options);
  if (chosen === undefined) return undefined;
  return {
    mechanisms: chosen,
    reasons: chosen.flatMap((mechanism) => reasonsFor(mechanism, options)),
    caveats: caveatsOf(facts, chosen, options),
  };
}

const can = ({ state }: MechanismOption): boolean => state === "in-use" || state === "open";
const isUsed = ({ state }: MechanismOption): boolean => state === "in-use";

/** The own key that is in use, the double one first. */
const ownKeyInUse = (options: Options): MechanismId | undefined =>
  (["platform-and-customer-key", "customer-key"] as const).find((id) => isUsed(options[id]));

function withAnyKey(options: Options): readonly MechanismId[] | undefined {
  const key = ownKeyInUse(options);
  const keys = key === undefined ? [] : [key];
  if (can(options["encryption-at-host"])) return [...keys, "encryption-at-host"];
  if (key !== undefined) return keys;
  if (guestAsLastResort(options)) return ["azure-disk-encryption"];
  return can(options["platform-key"]) ? ["platform-key"] : undefined;
}

function withOwnKeys(options: Options): readonly MechanismId[] | undefined {
  const key = ownKeyInUse(options) ?? (can(options["customer-key"]) ? "customer-key" : undefined);
  if (key !== undefined) return can(options["encryption-at-host"]) ? [key, "encryption-at-host"] : [key];
  return options["customer-key"].state === "closed" && guestAsLastResort(options)
    ? ["azure-disk-encryption"]
    : undefined;
}

/** Where Azure Disk Encryption is in use, encryption at host is closed for good, so that it stays. */
const guestAsLastResort = (options: Options): boolean =>
  options["encryption-at-host"].state === "closed" &&
  whatItTakes(options["encryption-at-host"]).length === 0 &&
  can(options["azure-disk-encryption"]);

/**
 * What would be the better choice: encryption at host, and the operator's own key where it was asked for, as long as it takes no more than
 * to know more, or to mend something outside of the VM. Pure.
 */
export function betterThan(
  recommended: RecommendedMechanisms | undefined,
  options: Options,
  ownKeys: boolean,
): readonly BetterMechanism[] {
  const wanted = ownKeys
    ? (["customer-key", "encryption-at-host"] as const)
    : (["encryption-at-host"] as const);
  const given = recommended?.mechanisms ?? [];
  return wanted
    .filter(
      (id) => !given.includes(id) && !(id === "customer-key" && given.includes("platform-and-customer-key")),
    )
    .map((id) => ({ mechanism: id, first: whatItTakes(options[id]) }))
    .filter(({ first }) => first.length > 0);
}

/** What to find out or to mend outside of the VM before a mechanism is open; nothing where that would not open it. */
function whatItTakes({ state, reasons }: MechanismOption): readonly MechanismReason[] {
  const closing = reasons.filter(({ kind }) => kind === "against");
  const first = reasons.filter(({ kind }) => kind === "against" || kind === "missing");
  return state !== "in-use" && closing.every(({ readily }) => readily === true) ? first : [];
}

function reasonsFor(mechanism: MechanismId, options: Options): readonly SourcedStatement[] {
  const used = isUsed(options[mechanism]);
  switch (mechanism) {
    case "encryption-at-host":
      return [
        sourced(
          used
            ? "The host encrypts already: disks, temporary disk, caches and the way to Storage."
            : "Encryption at host covers most: disks, temporary disk, caches and the way to Storage, without the VM's CPU.",
          "server-side",
        ),
        sourced("It is what follows Azure Disk Encryption.", "migrate"),
      ];
    case "customer-key":
    case "platform-and-customer-key":
      return [
        sourced(
          used
            ? isUsed(options["platform-key"])
              ? "Some of the disks have your own key already; the others can get it too."
              : "The disks have your own key already."
            : "A customer key gives you the key, without the VM's CPU and with every size.",
          "server-side",
        ),
      ];
    case "azure-disk-encryption":
      return used
        ? [sourced("It is in use, and there is no way from it in place.", "migrate")]
        : [
            sourced(
              "Encryption at host is closed to the VM, and nothing else covers its caches and temporary disk.",
              "options",
            ),
          ];
    case "platform-key":
      return [
        sourced(
          used
            ? "The disks have it already, and nothing better is known to be open."
            : "Every managed disk can have it.",
          "server-side",
        ),
      ];
  }
}

function caveatsOf(
  facts: EncryptionFacts,
  chosen: readonly MechanismId[],
  options: Options,
): readonly SourcedStatement[] {
  const guest = chosen.includes("azure-disk-encryption");
  const taken = chosen.some((id) => id !== "platform-key" && !isUsed(options[id]));
  const { retirement } = mechanisms();
  return [
    ...(guest ? [{ says: retirement.says, source: retirement.source }] : []),
    ...(guest && !isUsed(options["azure-disk-encryption"])
      ? [
          sourced(
            "A disk that once had Azure Disk Encryption can get neither a customer key nor encryption at host in place: a resize to a size with encryption at host is the better way.",
            "migrate",
          ),
        ]
      : []),
    ...(guest ? [sourced("Take encryption at host for a new VM.", "retirement")] : []),
    ...(!guest && taken && markedDisks(facts).length === 0
      ? [
          sourced(
            "Azure remembers a disk that ever had Azure Disk Encryption, even where no setting shows it any more, and then refuses.",
            "migrate",
          ),
        ]
      : []),
    ...(chosen.includes("platform-key")
      ? [
          sourced(
            "It leaves caches and the way to Storage unencrypted, and Defender for Cloud says Unhealthy.",
            "options",
          ),
        ]
      : []),
    ...((chosen.includes("customer-key") || chosen.includes("platform-and-customer-key")) &&
    !chosen.includes("encryption-at-host")
      ? [
          sourced(
            "A customer key alone leaves caches and the way to Storage unencrypted, and Defender for Cloud says Unhealthy.",
            "options",
          ),
        ]
      : []),
  ];
}
