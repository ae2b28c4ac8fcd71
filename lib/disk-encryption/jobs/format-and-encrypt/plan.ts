import { type GuestVolume } from "../../nouns/guest";
import { sameResourceId } from "@runbooks/azure";
import type { EncryptionFacts } from "../../checks/facts";
import { inWords } from "../../checks/verdict";
import { planRerun, type PlanRerunOptions } from "../encrypt-running-vm/rerun";
import { assertVolumesAtRest } from "../encrypt-running-vm/volumes-at-rest";
import { whatIsLeft } from "../encrypt-running-vm/what-is-left";
import type { Plan } from "../../change/plan";
import { volumesToWipe, wipedName, type VolumeContents } from "../../change/waits/contents";
import { planBlocked } from "../../change/blocked";
import { handlerOf } from "../../change/actions/extension";
import { encryptionSettings } from "../../change/steps/encryption";

/**
 * Plans the encryption of empty Linux volumes by formatting them: data disks, and the temporary disk, which Linux encrypts in no other way. Pure.
 *
 * Its step is destructive: it takes an approval of its own that names every volume that is wiped (`approveDestruction`). It is planned for
 * volumes alone that the guest itself shows to be empty, and it looks again right before it is sent.
 *
 * @param contents - what the guest says of the volumes, as `formatAndEncrypt.readContents` reads it.
 * @throws RunbookError `PlanBlocked` on Windows, where a fact is missing, where a volume that would be wiped is not known to be empty, while
 *   Azure is still at work, and where another vault or key was observed than encrypted disks name.
 * @see "Azure Disk Encryption scenarios on Linux VMs", EncryptFormatAll, 2026-02-20
 */
export function planFormatAndEncrypt(
  facts: EncryptionFacts,
  contents: readonly VolumeContents[],
  options: PlanRerunOptions = {},
): Plan {
  const { virtualMachine: vm, keyVault, keyEncryptionKey, guest } = facts;
  if (vm.osType !== "Linux")
    throw planBlocked(
      `${vm.name} runs Windows: formatting is Linux's alone.`,
      "Encrypt it: planEncryption(facts).",
    );
  if (keyVault.kind === "missing")
    throw planBlocked(`No vault for ${vm.name}: ${keyVault.reason}.`, "Name a key vault that you can read.");
  if (keyEncryptionKey !== "none" && keyEncryptionKey.kind === "missing")
    throw planBlocked(
      `No key for ${vm.name}: ${keyEncryptionKey.reason}.`,
      "Name a key that you can read, or none.",
    );
  if (guest.kind === "missing")
    throw planBlocked(
      `Which volumes of ${vm.name} would be wiped is not known: ${guest.reason}.`,
      "Run the probe in the guest and observe again.",
    );
  const left = whatIsLeft(facts);
  if (left === "waiting" || left === "restart")
    throw planBlocked(
      `The encryption of ${vm.name} is not done yet.`,
      "Wait until it is through (watch), then plan again.",
    );
  assertVolumesAtRest(facts);
  assertSameKeys(facts);
  const volumes = volumesToWipe(facts);
  for (const volume of volumes) assertEmpty(vm.name, volume, contents);
  const wipes = volumes.map(wipedName);
  const wished: EncryptionFacts = {
    ...facts,
    volumeType: osDiskIsStamped(facts) ? "All" : "Data",
    formatsDataVolumes: true,
  };
  return planRerun(
    { facts: wished, keyVault: keyVault.value },
    {
      job: "format-and-encrypt",
      steps:
        wipes.length === 0
          ? []
          : [
              {
                title: `WIPE ${inWords(wipes)} of ${vm.name}: format and encrypt`,
                action: {
                  kind: "put-extension",
                  vmId: vm.id,
                  location: vm.location,
                  ...handlerOf(vm.osType),
                  settings: {
                    ...encryptionSettings(wished, keyVault.value.id, keyVault.value.vaultUri),
                    EncryptionOperation: "EnableEncryptionFormatAll",
                  },
                  wipes,
                },
                impact: "may-restart",
                undo: {
                  kind: "impossible",
                  because: "formatting wipes the volumes; what was on a managed disk is on its snapshot",
                },
                expectedDuration: "minutes: an empty volume is formatted, not read and written",
              },
            ],
      warnings: [
        `Azure formats every volume that is mounted and not encrypted: ${inWords(wipes)}. A volume that is mounted meanwhile is wiped too.`,
        "Approve it twice: the plan by its target's name, and its destructive step by the words that name what is wiped.",
      ],
    },
    options,
  );
}

/** A rerun with other keys than those of encrypted disks would rotate them. */
function assertSameKeys({ virtualMachine: vm, disks, keyVault, keyEncryptionKey }: EncryptionFacts): void {
  const keyUrl =
    keyEncryptionKey !== "none" && keyEncryptionKey.kind === "known" ? keyEncryptionKey.value.url : "";
  const vaultId = keyVault.kind === "known" ? keyVault.value.id : "";
  for (const disk of disks) {
    if (disk.kind === "missing")
      throw planBlocked(`A disk of ${vm.name} was not read: ${disk.reason}.`, "Get the right to read it.");
    const stamp = disk.value.encryptionSettings;
    const settings = stamp?.enabled === true ? stamp.settings : [];
    const other = settings.find(
      ({ secretVaultId, keyEncryptionKeyUrl = "" }) =>
        !sameResourceId(secretVaultId, vaultId) || keyEncryptionKeyUrl.toLowerCase() !== keyUrl.toLowerCase(),
    );
    if (other === undefined) continue;
    throw planBlocked(
      `${disk.value.name} names another vault or key than was observed: this would rotate its keys too.`,
      `Observe ${vm.name} with keyVaultId ${other.secretVaultId} and keyEncryptionKeyUrl ${other.keyEncryptionKeyUrl ?? '"none"'}.`,
    );
  }
}

function assertEmpty(
  vmName: string,
  { mountPoint, storage }: GuestVolume,
  contents: readonly VolumeContents[],
): void {
  if (storage === undefined)
    throw planBlocked(
      `Volume ${mountPoint} of ${vmName} would be wiped, and the guest does not say which disk it lies on.`,
      "Unmount it (then it is left alone), run the probe and observe again.",
    );
  const found = contents.find((one) => one.mountPoint === mountPoint)?.contents;
  if (found?.kind === "known" && found.value === "empty") return;
  const why =
    found === undefined
      ? "nobody looked into it"
      : found.kind === "missing"
        ? found.reason
        : "it holds files or directories";
  throw planBlocked(
    `Volume ${mountPoint} of ${vmName} would be wiped, and is not known to be empty: ${why}.`,
    "Move its data away, or unmount it (then it is left alone), and look again: formatAndEncrypt.readContents(azure, vm, formatAndEncrypt.contentsScript(facts)).",
  );
}

const osDiskIsStamped = ({ virtualMachine: { osDisk }, disks }: EncryptionFacts): boolean =>
  disks.some(
    (disk) =>
      disk.kind === "known" &&
      sameResourceId(disk.value.id, osDisk.managedDiskId ?? "") &&
      disk.value.encryptionSettings?.enabled === true,
  );
