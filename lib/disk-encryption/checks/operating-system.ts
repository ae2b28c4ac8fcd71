import {
  endOfLinuxSupport,
  isRolling,
  type LinuxDistribution,
  linuxDistributionOf,
  linuxSupport,
} from "../nouns/linux-support";
import { supportHasEnded, windowsLifecycleOf } from "../nouns/windows-lifecycle";
import { windowsReleaseOf } from "../nouns/windows-release";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { RUN_THE_PROBE } from "./guest-probe";
import { fail, MODULE_STATES_NO_RULE, pass, strictest, unknown } from "./verdict";

/** The current documents list Linux distributions, and take every Windows with BitLocker. The module says nothing. */
export const operatingSystem: Check = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  return facts.virtualMachine.osType === "Windows" ? windows(facts) : linux(facts);
};

/** "Azure Disk Encryption for Windows VMs", Supported operating systems, 2026-02-20. */
function windows(facts: EncryptionFacts): Verdict {
  const { virtualMachine: vm } = facts;
  const release = windowsReleaseOf(vm)?.name;
  const serverCore = /server-?core/i.test(vm.imageReference?.sku ?? "");
  if (serverCore && (release === "Windows Server 2012 R2" || release === "Windows Server 2016")) {
    return unknown(
      `whether ${vm.name}, a Server Core of ${release}, has the component bdehdcfg, which BitLocker needs there`,
      "Look for C:\\Windows\\System32\\bdehdcfg.exe in the guest; where it is there, override this requirement by name.",
    );
  }
  if (release === "Windows Server 2008 R2") {
    return unknown(
      `whether ${vm.name}, a ${release}, has .NET Framework 4.5, which the extension needs there`,
      "Look for .NET Framework 4.5 in the guest; where it is there, override this requirement by name.",
    );
  }
  return pass([`${release ?? "Windows"} has BitLocker.`, ...endOfSupport(facts, release)].join(" "));
}

/** Only the Linux document ties its support to the publisher's: of Windows the end is shown, and blocks nothing. */
function endOfSupport(
  { guest, observedAt }: EncryptionFacts,
  release: string | undefined,
): readonly string[] {
  const lifecycle = windowsLifecycleOf(release, guest.kind === "known" ? guest.value : undefined);
  return lifecycle === undefined || !supportHasEnded(lifecycle, observedAt)
    ? []
    : [
        `Note: Microsoft's support for ${lifecycle.name} ended on ${lifecycle.supportEnds} (Microsoft Lifecycle); Azure Disk Encryption's documents set no rule on that for Windows.`,
      ];
}

function linux(facts: EncryptionFacts): Verdict {
  const { virtualMachine: vm } = facts;
  const running = distributionOf(facts);
  const distribution: Verdict =
    running === undefined
      ? unknown(
          `distribution and version of ${vm.name}: neither guest nor image nor agent tells`,
          RUN_THE_PROBE,
        )
      : evaluate(running, facts);
  if (vm.imageReference !== undefined) return distribution;
  return strictest(
    fail(
      `${vm.name} was not made from a Marketplace image; custom Linux images are not supported, whichever volumes are encrypted.`,
      "Move the workload to a VM from a listed Marketplace image, or protect the VM with encryption at host.",
    ),
    distribution,
  );
}

/** The guest knows best; then the image; then what the agent reports. */
function distributionOf({ virtualMachine: vm, guest }: EncryptionFacts): LinuxDistribution | undefined {
  const ofImage = vm.imageReference === undefined ? undefined : linuxDistributionOf(vm.imageReference);
  if (guest.kind === "known" && guest.value.osType === "Linux") {
    const { distribution, distributionVersion: version } = guest.value;
    return preciser({ distribution, version }, ofImage);
  }
  if (ofImage !== undefined) return ofImage;
  return vm.osName === undefined || vm.osVersion === undefined
    ? undefined
    : { distribution: vm.osName, version: vm.osVersion };
}

/** The image's row in the table where it follows the newest minor version, or where the guest tells its major version only. */
function preciser(ofGuest: LinuxDistribution, ofImage: LinuxDistribution | undefined): LinuxDistribution {
  const major = ({ version }: LinuxDistribution): string | undefined => version.split(/[.-]/)[0];
  const sameRelease = ofImage?.distribution === ofGuest.distribution && major(ofImage) === major(ofGuest);
  const guestIsVague = linuxSupport(ofGuest).volumes === "minor-version-needed";
  return sameRelease && (guestIsVague || isRolling(ofImage)) ? ofImage : ofGuest;
}

/** "Azure Disk Encryption for Linux VMs", Supported operating systems, 2026-02-20. */
function evaluate(running: LinuxDistribution, facts: EncryptionFacts): Verdict {
  const listed = evaluateListed(running, facts);
  return listed.outcome === "fail" ? listed : strictest(listed, publisherSupport(running, facts));
}

/** Support of Azure Disk Encryption ends with the publisher's own: the same page, note to the table. */
function publisherSupport(
  running: LinuxDistribution,
  { virtualMachine: vm, observedAt }: EncryptionFacts,
): Verdict {
  const what = `${vm.name} runs ${running.distribution} ${running.version}`;
  const end = endOfLinuxSupport(running);
  if (end === undefined)
    return unknown(
      `when the publisher's support of ${running.distribution} ${running.version} ends`,
      "Look it up at the publisher, then override this requirement by name.",
    );
  const { standardSupportEnds, extendedSupport, source } = end;
  const said = `${source.title}${source.through === undefined ? "" : `, as ${source.through} has it`}`;
  if (dayOf(observedAt) <= standardSupportEnds)
    return pass(`${what}, which its publisher supports until ${standardSupportEnds}.`);
  if (extendedSupport !== undefined && dayOf(observedAt) <= extendedSupport.ends) {
    return unknown(
      `whether ${vm.name} is still supported by its publisher: standard support of ${running.distribution} ${running.version} ended on ${standardSupportEnds}, ${extendedSupport.name} lasts until ${extendedSupport.ends} where it was bought (${said})`,
      "Upgrade to a listed version in support; where the VM has that contract, override this requirement by name.",
    );
  }
  return fail(
    `${what}, whose publisher's support ended on ${extendedSupport?.ends ?? standardSupportEnds} (${said}); support of Azure Disk Encryption ended with it.`,
    "Upgrade to a listed version in support, or move the workload to a VM that runs one.",
  );
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

function evaluateListed(
  running: LinuxDistribution,
  { virtualMachine: vm, volumeType }: EncryptionFacts,
): Verdict {
  const what = `${vm.name} runs ${running.distribution} ${running.version}`;
  const support = linuxSupport(running);
  switch (support.volumes) {
    case "os-and-data":
      return pass(
        [
          `${what}, of which OS and data volumes are supported.`,
          ...(support.note === undefined ? [] : [support.note]),
        ].join(" "),
      );
    case "data-only":
      return volumeType === "Data"
        ? pass(`${what}, of which data volumes are supported.`)
        : fail(
            `${what}, of which data volumes alone are supported; ${volumeType} was asked for.`,
            "Ask for Data.",
          );
    case "none":
      return fail(
        `${what}, which is not in the list of supported distributions.`,
        "Move the workload to a listed distribution and version, or protect the VM with encryption at host.",
      );
    case "minor-version-needed":
      return unknown(
        `the minor version of ${running.distribution} ${running.version} on ${vm.name}`,
        "Read /etc/redhat-release in the guest.",
      );
  }
}
