import assert from "node:assert/strict";

import fc from "fast-check";

import { known, missing, type Fact } from "../../../lib/azure/fact";
import type { Snapshot } from "../../../lib/azure/snapshot";
import type { SubscriptionFeature } from "../../../lib/azure/subscription-feature";
import type { AlternativeFacts } from "../../../lib/disk-encryption/checks/alternative-facts";
import type { EncryptionFacts } from "../../../lib/disk-encryption/checks/facts";
import { mechanismIds, type MechanismId } from "../../../lib/disk-encryption/recommendation/mechanism";
import { recommend, type RecommendOptions } from "../../../lib/disk-encryption/recommendation/recommend";
import type {
  MechanismOption,
  MechanismState,
  Recommendation,
} from "../../../lib/disk-encryption/recommendation/recommendation";
import {
  aDataDisk,
  aDisk,
  aKeyVault,
  aLinuxVirtualMachine,
  anExtension,
  anOsDisk,
  aSize,
  aStampedDisk,
  aVirtualMachine,
  diskId,
  facts,
  notRead,
  SUBSCRIPTION_ID,
  type FactValues,
} from "../../builders";
import { arbitraryFacts } from "../checks/arbitrary-facts";

const feature = (state: string): Fact<SubscriptionFeature> =>
  known({ subscriptionId: SUBSCRIPTION_ID, name: "Microsoft.Compute/EncryptionAtHost", state }, "a test");
/** What the other mechanisms depend on, of a VM with up to three disks that have no incremental snapshots. */
const alternatives = (changes: Partial<AlternativeFacts>): RecommendOptions => ({
  alternatives: {
    encryptionAtHostFeature: feature("Registered"),
    incrementalSnapshots: [known([], "a test"), known([], "a test"), known([], "a test")],
    ...changes,
  },
});
const registered = alternatives({});
const unregistered = alternatives({ encryptionAtHostFeature: feature("NotRegistered") });

const recommendFor = (values: FactValues, options: RecommendOptions = registered): Recommendation =>
  recommend(facts(values), options);
function optionFor(mechanism: MechanismId, values: FactValues, options = registered): MechanismOption {
  const { options: all } = recommendFor(values, options);
  return all.find((option) => option.mechanism === mechanism) ?? assert.fail();
}
const stateFor = (mechanism: MechanismId, values: FactValues, options = registered): MechanismState =>
  optionFor(mechanism, values, options).state;
const wordsOf = ({ reasons }: MechanismOption): string => reasons.map(({ says }) => says).join(" ");
const recommendedFor = (values: FactValues, options = registered): readonly MechanismId[] =>
  recommendFor(values, options).recommended?.mechanisms ?? [];

const aSnapshot: Snapshot = {
  id: diskId("osdisk").replace("/disks/", "/snapshots/"),
  name: "osdisk-increment",
  location: "westeurope",
  diskSizeGB: 127,
  sku: "Standard_LRS",
  encryptionType: "EncryptionAtRestWithPlatformKey",
  incremental: true,
  sourceResourceId: diskId("osdisk"),
};
const SET_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/set";
const withCustomerKey = {
  disks: [aDisk({ encryptionType: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: SET_ID })],
};
const doubled = {
  disks: [
    aDisk({ encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys", diskEncryptionSetId: SET_ID }),
  ],
};
const stamped = { disks: [aStampedDisk()] };
const decrypted = { disks: [aDisk({ encryptionSettings: { enabled: false, settings: [] } })] };
const onHost = { virtualMachine: aVirtualMachine({ encryptionAtHost: true }) };
const unmanaged = {
  virtualMachine: aVirtualMachine({
    osDisk: anOsDisk({ managedDiskId: undefined, vhdUri: "https://a.blob.core.windows.net/vhds/os.vhd" }),
  }),
  disks: [],
};
const ephemeral = { virtualMachine: aVirtualMachine({ osDisk: anOsDisk({ ephemeral: true }) }) };
const sizeWithoutHost = { size: aSize({ encryptionAtHostSupported: false }) };
const noGuest = { guest: notRead("no Run Command probe was run in the guest") };
const ultra = {
  virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk()] }),
  disks: [aDisk(), aDisk({ name: "datadisk", sku: "UltraSSD_LRS" })],
};

describe("Azure Disk Encryption for a VM", () => {
  for (const [what, values, state] of [
    ["that meets every requirement is open", {}, "open"],
    ["whose guest was not asked is unknown", noGuest, "unknown"],
    [
      "whose vault lacks the flag is closed",
      { keyVault: aKeyVault({ enabledForDiskEncryption: false }) },
      "closed",
    ],
    ["with a customer key is closed", withCustomerKey, "closed"],
    ["with encryption at host is closed", onHost, "closed"],
    ["whose disk is stamped is in use", stamped, "in-use"],
    ["whose disk was decrypted is open again", decrypted, "open"],
  ] as const) {
    it(what, () => {
      assert.equal(stateFor("azure-disk-encryption", values), state);
    });
  }

  it("of Generation 2 is closed by the training module alone, and the reason names that edition and its source", () => {
    const generation2 = { virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) };
    const { state, reasons } = optionFor("azure-disk-encryption", generation2);
    assert.equal(state, "closed");
    assert.deepEqual(
      reasons.map(({ requirement, edition, source }) => [
        requirement,
        edition,
        source.title.includes("training module"),
      ]),
      [["vm-generation", "module", true]],
    );
    assert.equal(
      stateFor("azure-disk-encryption", generation2, { ...registered, edition: "current" }),
      "open",
    );
  });

  it("gives each reason its requirement, its fix and its document", () => {
    const { reasons } = optionFor("azure-disk-encryption", {
      keyVault: aKeyVault({ enabledForDiskEncryption: false }),
    });
    for (const { requirement, fix, source } of reasons) {
      assert.equal(requirement, "vault-disk-encryption");
      assert.match(fix ?? "", /az keyvault update/);
      assert.match(source.date, /\d{4}/);
    }
    assert.notEqual(reasons.length, 0);
  });

  for (const [what, values, downtime, wayBack] of [
    ["on Windows", {}, /^May restart, 10 to 15 minutes/, /mark for good/],
    [
      "of a Linux VM's data",
      { virtualMachine: aLinuxVirtualMachine(), volumeType: "Data" },
      /^May restart$/,
      /mark for good/,
    ],
    [
      "of a Linux VM's OS disk",
      { virtualMachine: aLinuxVirtualMachine(), volumeType: "All" },
      /^Not available.*hours/,
      /^None/,
    ],
  ] as const) {
    it(`${what} says what it costs and how to undo it`, () => {
      const option = optionFor("azure-disk-encryption", values);
      assert.match(option.downtime, downtime);
      assert.match(option.wayBack, wayBack);
    });
  }

  for (const [volumeType, osDisk, dataDisks, temporaryDisk] of [
    ["All", "yes", "yes", "yes"],
    ["OS", "yes", "no", "no"],
  ] as const) {
    it(`covers on Windows what volume type ${volumeType} covers`, () => {
      const { covers } = optionFor("azure-disk-encryption", {
        virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk()] }),
        volumeType,
        size: aSize({ temporaryDiskInMB: 1024 }),
      });
      assert.deepEqual(covers, { osDisk, dataDisks, temporaryDisk, hostCaches: "yes" });
    });
  }

  it("does not cover the temporary disk of a Linux VM", () => {
    const values = { virtualMachine: aLinuxVirtualMachine(), size: aSize({ temporaryDiskInMB: 1024 }) };
    assert.equal(optionFor("azure-disk-encryption", values).covers.temporaryDisk, "no");
  });
});

describe("Server-side encryption with the platform's key", () => {
  for (const [what, values, state] of [
    ["is in use on a managed disk", {}, "in-use"],
    ["is closed to an unmanaged disk", unmanaged, "closed"],
    ["is unknown where the disk can't be read", { disks: [notRead("no rights")] }, "unknown"],
    ["is open after a customer key, where no incremental snapshot forbids it", withCustomerKey, "open"],
    [
      "is unknown with a type of encryption that nobody knows",
      { disks: [aDisk({ encryptionType: "New" })] },
      "unknown",
    ],
  ] as const) {
    it(what, () => {
      assert.equal(stateFor("platform-key", values), state);
    });
  }

  for (const [what, family, temporaryDiskInMB, covered] of [
    ["where there is none", "standardDSv5Family", 0, "not-there"],
    ["by itself on a size of version 5", "standardDDSv5Family", 1024, "by-itself"],
    ["not on a size of version 3", "standardDSv3Family", 1024, "no"],
    ["unknown on a family that is not in the table", "standardNewFamily", 1024, "unknown"],
  ] as const) {
    it(`does not cover the temporary disk: ${what}`, () => {
      const { covers } = optionFor("platform-key", { size: aSize({ family, temporaryDiskInMB }) });
      assert.equal(covers.temporaryDisk, covered);
    });
  }

  it("covers neither caches nor an unmanaged disk", () => {
    assert.equal(optionFor("platform-key", {}).covers.hostCaches, "no");
    assert.equal(optionFor("platform-key", unmanaged).covers.osDisk, "no");
  });
});

describe("Server-side encryption with a customer key", () => {
  for (const [what, values, state] of [
    ["is open to a VM that never had Azure Disk Encryption", {}, "open"],
    ["is in use where a disk has it", withCustomerKey, "in-use"],
    ["is closed to a disk that is stamped", stamped, "closed"],
    ["is closed to a disk that once had Azure Disk Encryption", decrypted, "closed"],
    ["is closed to an unmanaged disk", unmanaged, "closed"],
    ["is closed to an ephemeral OS disk: the VM can't be deallocated", ephemeral, "closed"],
    ["is unknown where the disk can't be read", { disks: [notRead("no rights")] }, "unknown"],
    ["is unknown under double encryption", doubled, "unknown"],
    [
      "is unknown where the extension of Azure Disk Encryption is on the VM",
      { virtualMachine: aVirtualMachine({ extensions: [anExtension()] }) },
      "unknown",
    ],
  ] as const) {
    it(what, () => {
      assert.equal(stateFor("customer-key", values), state);
    });
  }

  it("takes the VM deallocated, which costs nothing where it is so already", () => {
    assert.match(optionFor("customer-key", {}).downtime, /from deallocate to start/);
    const deallocated = { virtualMachine: aVirtualMachine({ powerState: "deallocated" }) };
    assert.match(optionFor("customer-key", deallocated).downtime, /^None/);
  });

  it("leaves an ephemeral OS disk with the platform's key", () => {
    assert.equal(optionFor("customer-key", ephemeral).covers.osDisk, "platform-key");
  });

  it("says what it needs where it is open", () => {
    assert.match(
      wordsOf(optionFor("customer-key", {})),
      /disk encryption set in westeurope.*purge protection/,
    );
  });
});

describe("Incremental snapshots of a disk", () => {
  const ofDisk = (...snapshots: readonly Fact<readonly Snapshot[]>[]): RecommendOptions =>
    alternatives({ incrementalSnapshots: snapshots });

  for (const [what, snapshots, state] of [
    ["close a customer key to it: they keep it to its key", known([aSnapshot], "a test"), "closed"],
    ["that were not read leave it unknown", missing<readonly Snapshot[]>("no rights"), "unknown"],
    ["that are not there leave it open", known([], "a test"), "open"],
  ] as const) {
    it(what, () => {
      assert.equal(stateFor("customer-key", {}, ofDisk(snapshots)), state);
    });
  }

  it("leave it unknown where nobody looked for them", () => {
    assert.equal(stateFor("customer-key", {}, {}), "unknown");
    assert.equal(stateFor("customer-key", {}, ofDisk()), "unknown");
  });

  it("with the customer's key close the return to the platform's", () => {
    const snapshot = { ...aSnapshot, encryptionType: "EncryptionAtRestWithCustomerKey" };
    assert.equal(stateFor("platform-key", withCustomerKey, ofDisk(known([snapshot], "a test"))), "closed");
  });
});

describe("Double encryption at rest", () => {
  it("is in use where a disk has it, and then not a customer key alone", () => {
    assert.equal(stateFor("platform-and-customer-key", doubled), "in-use");
    assert.equal(stateFor("customer-key", doubled), "unknown");
  });

  it("is closed to ultra disks, which a customer key alone is not", () => {
    assert.equal(stateFor("platform-and-customer-key", ultra), "closed");
    assert.equal(stateFor("customer-key", ultra), "open");
  });
});

describe("Encryption at host", () => {
  for (const [what, values, state] of [
    ["is open to a size that supports it, where the feature is registered", {}, "open"],
    ["is in use where the VM has it", onHost, "in-use"],
    ["is open beside a customer key", withCustomerKey, "open"],
    ["is closed to a size that does not support it", sizeWithoutHost, "closed"],
    ["is unknown where the size can't be read", { size: notRead("no rights") }, "unknown"],
    ["is closed to a VM with Azure Disk Encryption", stamped, "closed"],
    ["is closed to a VM that once had Azure Disk Encryption", decrypted, "closed"],
    [
      "is unknown where the extension of Azure Disk Encryption is on the VM: it may stamp a disk yet",
      { virtualMachine: aVirtualMachine({ extensions: [anExtension()] }) },
      "unknown",
    ],
    ["is closed to an unmanaged disk", unmanaged, "closed"],
    ["is closed to a VM that can't be deallocated", ephemeral, "closed"],
    ["is unknown with an ultra disk: it depends on its sectors and its age", ultra, "unknown"],
    [
      "is unknown for a confidential VM",
      { virtualMachine: aVirtualMachine({ securityType: "ConfidentialVM" }) },
      "unknown",
    ],
    ["is unknown where a disk can't be read", { disks: [notRead("no rights")] }, "unknown"],
  ] as const) {
    it(what, () => {
      assert.equal(stateFor("encryption-at-host", values), state);
    });
  }

  for (const [what, options, state] of [
    ["is closed while the feature is not registered", unregistered, "closed"],
    [
      "is closed while the feature is registering",
      alternatives({ encryptionAtHostFeature: feature("Registering") }),
      "closed",
    ],
    ["is unknown while nobody read the feature", {}, "unknown"],
    [
      "is unknown while the feature can't be read",
      alternatives({ encryptionAtHostFeature: missing("no rights") }),
      "unknown",
    ],
  ] as const satisfies readonly (readonly [string, RecommendOptions, MechanismState])[]) {
    it(what, () => {
      assert.equal(stateFor("encryption-at-host", {}, options), state);
    });
  }

  it("covers caches and the temporary disk, that with the platform's key", () => {
    const { covers } = optionFor("encryption-at-host", { size: aSize({ temporaryDiskInMB: 1024 }) });
    assert.deepEqual(covers, {
      osDisk: "yes",
      dataDisks: "not-there",
      temporaryDisk: "platform-key",
      hostCaches: "yes",
    });
  });
});

describe("The recommendation", () => {
  for (const [what, values, options, mechanisms] of [
    ["is encryption at host where it is open", {}, registered, ["encryption-at-host"]],
    ["is encryption at host where it is in use", onHost, registered, ["encryption-at-host"]],
    [
      "keeps a customer key that is in use",
      withCustomerKey,
      registered,
      ["customer-key", "encryption-at-host"],
    ],
    [
      "keeps double encryption that is in use",
      doubled,
      registered,
      ["platform-and-customer-key", "encryption-at-host"],
    ],
    [
      "is Azure Disk Encryption where it is in use: there is no way from it in place",
      stamped,
      registered,
      ["azure-disk-encryption"],
    ],
    ["is what is there while the feature is not registered", {}, unregistered, ["platform-key"]],
    ["is what is there while something is not known of encryption at host", {}, {}, ["platform-key"]],
    [
      "is Azure Disk Encryption where the size closes encryption at host",
      sizeWithoutHost,
      registered,
      ["azure-disk-encryption"],
    ],
    [
      "is not Azure Disk Encryption while its guest was not asked",
      { ...sizeWithoutHost, ...noGuest },
      registered,
      ["platform-key"],
    ],
    ["is none for unmanaged disks", unmanaged, registered, []],
    [
      "with own keys is a customer key, with encryption at host on top",
      {},
      { ...registered, ownKeys: true },
      ["customer-key", "encryption-at-host"],
    ],
    [
      "with own keys is a customer key alone where encryption at host is closed",
      sizeWithoutHost,
      { ...registered, ownKeys: true },
      ["customer-key"],
    ],
    [
      "with own keys is Azure Disk Encryption where it is in use",
      stamped,
      { ...registered, ownKeys: true },
      ["azure-disk-encryption"],
    ],
    [
      "with own keys is none while a disk can't be read",
      { disks: [notRead("no rights")] },
      { ...registered, ownKeys: true },
      [],
    ],
  ] as const) {
    it(what, () => {
      assert.deepEqual(recommendedFor(values, options), mechanisms);
    });
  }

  it("of Azure Disk Encryption says when it retires, and that it closes the way to its successor", () => {
    const caveats =
      recommendFor(sizeWithoutHost)
        .recommended?.caveats.map(({ says }) => says)
        .join(" ") ?? "";
    assert.match(caveats, /2028-09-15/);
    assert.match(caveats, /neither a customer key nor encryption at host in place/);
    assert.match(caveats, /encryption at host for a new VM/);
  });

  it("of a disk's first customer key warns of a mark that no setting shows", () => {
    const { recommended } = recommendFor({}, { ...registered, ownKeys: true });
    assert.match(recommended?.caveats.map(({ says }) => says).join(" ") ?? "", /Azure remembers a disk/);
  });

  it("of the platform's key says what it leaves open", () => {
    const { recommended } = recommendFor({}, unregistered);
    assert.match(recommended?.caveats.map(({ says }) => says).join(" ") ?? "", /caches.*Unhealthy/);
  });

  it("names a document for each reason and each caveat", () => {
    for (const values of [{}, withCustomerKey, stamped, sizeWithoutHost]) {
      const { recommended } = recommendFor(values);
      for (const { source } of [...(recommended?.reasons ?? []), ...(recommended?.caveats ?? [])])
        assert.match(source.date, /\d{4}-\d{2}-\d{2}/);
    }
  });
});

describe("What would be better", () => {
  it("is encryption at host once its feature is registered", () => {
    const [better = assert.fail()] = recommendFor({}, unregistered).better;
    assert.equal(better.mechanism, "encryption-at-host");
    assert.match(better.first.map(({ fix }) => fix).join(" "), /az feature register/);
  });

  it("is encryption at host once what is missing is known", () => {
    const [better] = recommendFor({}, {}).better;
    assert.match(
      better?.first.map(({ says }) => says).join(" ") ?? "",
      /features of the subscription were not read/,
    );
  });

  it("is not what the VM itself closes", () => {
    assert.deepEqual(recommendFor({ ...sizeWithoutHost }, unregistered).better, []);
    assert.deepEqual(recommendFor(stamped, unregistered).better, []);
  });

  it("is nothing where the best is recommended", () => {
    assert.deepEqual(recommendFor({}, registered).better, []);
  });

  it("is a customer key too where own keys are asked for and a disk can't be read", () => {
    const { better } = recommendFor({ disks: [notRead("no rights")] }, { ...registered, ownKeys: true });
    assert.deepEqual(
      better.map(({ mechanism }) => mechanism),
      ["customer-key", "encryption-at-host"],
    );
  });
});

describe("Whatever the facts", () => {
  const anyFacts: fc.Arbitrary<EncryptionFacts> = arbitraryFacts.map(facts);
  const anyOptions: fc.Arbitrary<RecommendOptions> = fc.record(
    {
      ownKeys: fc.boolean(),
      edition: fc.constantFrom("module", "current"),
      alternatives: fc.record({
        encryptionAtHostFeature: fc.constantFrom(
          feature("Registered"),
          feature("NotRegistered"),
          missing<SubscriptionFeature>("no rights"),
        ),
        incrementalSnapshots: fc.array(
          fc.constantFrom(
            known([], "a test"),
            known([aSnapshot], "a test"),
            missing<readonly Snapshot[]>("no rights"),
          ),
          { maxLength: 3 },
        ),
      }),
    },
    { requiredKeys: [] },
  );
  const holds = (check: (recommendation: Recommendation, of: EncryptionFacts) => void): void => {
    fc.assert(
      fc.property(anyFacts, anyOptions, (of, options) => {
        check(recommend(of, options), of);
      }),
      { numRuns: 300 },
    );
  };

  it("only what is in use or open is recommended", () => {
    holds(({ options, recommended }) => {
      for (const mechanism of recommended?.mechanisms ?? []) {
        const state = options.find((option) => option.mechanism === mechanism)?.state;
        assert.ok(state === "in-use" || state === "open", `${mechanism} is ${state ?? "not there"}`);
      }
    });
  });

  it("there is one option for each mechanism, in the comparison's order", () => {
    holds(({ options }) => {
      assert.deepEqual(
        options.map(({ mechanism }) => mechanism),
        [...mechanismIds],
      );
    });
  });

  it("what is open has nothing against it and nothing missing, and every state has its reasons", () => {
    holds(({ options }) => {
      for (const { state, reasons } of options) {
        assert.notEqual(reasons.length, 0);
        const kinds = new Set(reasons.map(({ kind }) => kind));
        if (state === "in-use") assert.ok(kinds.has("use"));
        if (state === "open") assert.ok(!kinds.has("against") && !kinds.has("missing"));
        if (state === "closed") assert.ok(kinds.has("against"));
        if (state === "unknown") assert.ok(kinds.has("missing") && !kinds.has("against"));
      }
    });
  });

  it("what is better is neither recommended nor closed by the VM itself", () => {
    holds(({ better, recommended }) => {
      for (const { mechanism, first } of better) {
        assert.ok(!(recommended?.mechanisms ?? []).includes(mechanism));
        assert.ok(
          first.length > 0 && first.every(({ kind, readily }) => kind === "missing" || readily === true),
        );
      }
    });
  });

  it("own keys that were asked for are not answered with the platform's key alone", () => {
    holds(({ ownKeys, recommended }) => {
      if (ownKeys) assert.notDeepEqual(recommended?.mechanisms, ["platform-key"]);
    });
  });

  it("the same facts give the same answer", () => {
    fc.assert(
      fc.property(anyFacts, anyOptions, (of, options) => {
        assert.deepEqual(recommend(of, options), recommend(structuredClone(of), structuredClone(options)));
      }),
    );
  });

  it("to know less opens nothing: a size, a disk or a feature that can't be read leaves no more mechanisms open", () => {
    const openTo = (of: EncryptionFacts, options: RecommendOptions): readonly MechanismId[] =>
      recommend(of, options)
        .options.filter(({ state }) => state === "open")
        .map(({ mechanism }) => mechanism);
    fc.assert(
      fc.property(anyFacts, anyOptions, (of, options) => {
        const { ownKeys = false, edition } = options;
        const less = { ownKeys, ...(edition === undefined ? {} : { edition }) };
        const blind = {
          ...of,
          size: missing<never>("no rights"),
          disks: of.disks.map(() => missing<never>("no rights")),
        };
        // A stamp or a key that is not seen is not in use either; only what was open before may be open.
        for (const mechanism of openTo(blind, less)) assert.ok(openTo(of, options).includes(mechanism));
      }),
    );
  });
});
