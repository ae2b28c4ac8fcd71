import fc from "fast-check";

import type { InventoryGap } from "../../../lib/fleet/nouns/inventory";
import type {
  ControlOutcome,
  CopyCoverage,
  Coverage,
  CoverageServerSide,
  CountedMechanism,
  DiskCoverage,
  Eligibility,
  VirtualMachineCoverage,
} from "../../../lib/fleet/coverage/coverage";

// With accents, quotes, line breaks, NUL and emojis: a tag can be anything.
const text = fc.string({ unit: "binary", maxLength: 12 });
const textOrNone = fc.option(text);
const wholeNumber = fc.integer({ min: 0, max: 65_536 });
const yesNoUnknown = fc.constantFrom("yes", "no", "unknown");
const osType = fc.constantFrom("Windows", "Linux", "unknown");
const tags = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true });
const mechanism = fc.constantFrom<CountedMechanism>(
  "confidential",
  "azure-disk-encryption",
  "encryption-at-host",
  "platform-and-customer-key",
  "customer-key",
  "local-encryption",
  "platform-key",
  "none",
  "unknown",
);
const serverSide = fc.constantFrom<CoverageServerSide>(
  "platform-key",
  "customer-key",
  "platform-and-customer-key",
  "confidential",
  "local-encryption",
  "none",
  "unknown",
);
const eligibility = fc.constantFrom<Eligibility>("in-use", "open", "closed", "unknown");
const controls = fc.dictionary(
  fc.constantFrom("defender-1", "defender_1", "CIS 7.4", "constructor"),
  fc.constantFrom<ControlOutcome>("compliant", "non-compliant", "not-applicable", "unknown"),
  { noNullPrototype: true },
);
const place = { subscriptionId: text, subscriptionName: text, resourceGroup: text, location: text };

const plain = { noNullPrototype: true } as const;

const disk: fc.Arbitrary<DiskCoverage> = fc.record(
  {
    ...place,
    diskId: textOrNone,
    diskName: text,
    role: fc.constantFrom("os", "data", "temporary", "unattached"),
    vmId: textOrNone,
    vmName: textOrNone,
    osType,
    vmSize: textOrNone,
    sizeFamily: textOrNone,
    sku: text,
    diskSizeGB: fc.option(wholeNumber),
    diskState: text,
    managed: yesNoUnknown,
    serverSide,
    diskEncryptionSet: textOrNone,
    encryptionAtHost: yesNoUnknown,
    azureDiskEncryption: fc.constantFrom(
      "none",
      "asked-for",
      "stamped",
      "in-progress",
      "reboot-pending",
      "encrypted",
      "decrypting",
      "stale",
      "once",
      "unknown",
    ),
    mechanism,
    recommended: textOrNone,
    eligibleAde: eligibility,
    eligibleHost: eligibility,
    eligibleCustomerKey: eligibility,
    exposed2028: yesNoUnknown,
    controls,
    tags,
  },
  plain,
);

const virtualMachine: fc.Arbitrary<VirtualMachineCoverage> = fc.record(
  {
    ...place,
    vmId: text,
    vmName: text,
    osType,
    vmSize: text,
    sizeFamily: text,
    powerState: text,
    mechanism,
    recommended: text,
    failedRequirements: fc.array(text, { maxLength: 3 }),
    exposed2028: yesNoUnknown,
    diskCount: wholeNumber,
    controls,
    tags,
  },
  plain,
);

const copy: fc.Arbitrary<CopyCoverage> = fc.record(
  {
    ...place,
    kind: fc.constantFrom("snapshot", "image"),
    id: text,
    name: text,
    serverSide,
    diskEncryptionSet: textOrNone,
    azureDiskEncryption: fc.constantFrom("none", "asked-for", "once", "unknown"),
    source: fc.constantFrom("there", "gone", "unknown"),
  },
  plain,
);

const gap: fc.Arbitrary<InventoryGap> = fc.record(
  {
    subscriptionId: text,
    scope: text,
    kind: fc.constantFrom(
      "virtualMachines",
      "disks",
      "snapshots",
      "images",
      "diskEncryptionSets",
      "instanceViews",
      "all",
    ),
    code: text,
    reason: text,
    readBefore: wholeNumber,
  },
  { requiredKeys: ["scope", "kind", "code", "reason", "readBefore"], ...plain },
);

/** Any coverage that there can be. */
export const arbitraryCoverage: fc.Arbitrary<Coverage> = fc.record(
  {
    source: fc.constantFrom("arm", "graph", "files"),
    observedAt: fc.date({
      min: new Date("2020-01-01"),
      max: new Date("2100-01-01"),
      noInvalidDate: true,
    }),
    subscriptions: fc.array(fc.record({ subscriptionId: text, displayName: text }, plain), { maxLength: 3 }),
    disks: fc.array(disk, { maxLength: 20 }),
    virtualMachines: fc.array(virtualMachine, { maxLength: 10 }),
    copies: fc.array(copy, { maxLength: 5 }),
    gaps: fc.array(gap, { maxLength: 3 }),
    remarks: fc.array(text, { maxLength: 2 }),
  },
  plain,
);
