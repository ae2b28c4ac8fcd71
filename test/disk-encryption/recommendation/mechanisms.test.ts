import assert from "node:assert/strict";

import {
  documentIds,
  documentSource,
  mechanisms,
} from "../../../lib/disk-encryption/recommendation/mechanisms";
import {
  comparedPropertyIds,
  mechanismIds,
  type ComparedPropertyId,
  type MechanismId,
} from "../../../lib/disk-encryption/recommendation/mechanism";

const { properties, mechanisms: records, retirement } = mechanisms();
const cells = properties.flatMap(({ id, cells: ofProperty }) =>
  mechanismIds.map((mechanism) => ({ id, mechanism, cell: ofProperty[mechanism] })),
);
const differing = cells
  .filter(({ cell }) => cell.editionsDiffer)
  .map(({ id, mechanism }) => `${id} of ${mechanism}`);

describe("The comparison of the mechanisms", () => {
  it("has a record for each mechanism and each property, in their order", () => {
    assert.deepEqual(
      records.map(({ id }) => id),
      [...mechanismIds],
    );
    assert.deepEqual(
      properties.map(({ id }) => id),
      [...comparedPropertyIds],
    );
  });

  it("names a document with its date for each cell of both editions", () => {
    for (const { cell } of cells) {
      for (const { source } of [cell.module, cell.current]) {
        assert.notEqual(source.title.trim(), "");
        assert.match(source.date, /\d{4}-\d{2}-\d{2}/);
      }
      assert.match(cell.module.source.title, /training module/);
    }
  });

  it("has words of the newest documents in every cell but one: Defender for Cloud on double encryption", () => {
    assert.deepEqual(
      cells
        .filter(({ cell }) => cell.current.says === undefined)
        .map(({ id, mechanism }) => `${id} of ${mechanism}`),
      ["defender-state of platform-and-customer-key"],
    );
  });

  it("has no word of the training module on double encryption and encryption at host, which it does not know", () => {
    const said = cells.filter(
      ({ mechanism, cell }) =>
        (mechanism === "platform-and-customer-key" || mechanism === "encryption-at-host") &&
        cell.module.says !== undefined,
    );
    assert.deepEqual(said, []);
  });

  it("tells where the training module says what the newest documents no longer say", () => {
    assert.deepEqual(differing, [
      "data-disks of azure-disk-encryption",
      "temporary-disk of azure-disk-encryption",
      "temporary-disk of platform-key",
      "temporary-disk of customer-key",
      "unmanaged-disks of azure-disk-encryption",
      "generation-2 of azure-disk-encryption",
      "vm-sizes of azure-disk-encryption",
      "own-keys of customer-key",
      "together of azure-disk-encryption",
      "together of customer-key",
      "switch-on of customer-key",
    ]);
  });

  it("has the day on which Azure Disk Encryption retires", () => {
    assert.equal(retirement.date, "2028-09-15");
    assert.match(retirement.says, /2028-09-15.*no longer unlock after a reboot/);
  });

  it("cites every document of its list", () => {
    const cited = new Set(cells.flatMap(({ cell }) => [cell.module.source, cell.current.source]));
    // Cited by the recommendation alone.
    const elsewhere: readonly string[] = ["retirement"];
    for (const id of documentIds.filter((one) => !elsewhere.includes(one)))
      assert.ok(cited.has(documentSource(id)), id);
  });
});

describe("The comparison has the training module's statement that", () => {
  const moduleSays = (property: ComparedPropertyId, mechanism: MechanismId): string | undefined => {
    const { answer, says } =
      properties.find(({ id }) => id === property)?.cells[mechanism].module ?? assert.fail();
    return answer ?? says;
  };

  for (const [statement, property, mechanism, said] of [
    ["Azure Disk Encryption encrypts the OS disk", "os-disk", "azure-disk-encryption", "yes"],
    ["Azure Disk Encryption encrypts data disks", "data-disks", "azure-disk-encryption", "yes"],
    ["Azure Disk Encryption encrypts the temporary disk", "temporary-disk", "azure-disk-encryption", "yes"],
    ["Azure Disk Encryption supports unmanaged disks", "unmanaged-disks", "azure-disk-encryption", "yes"],
    ["Azure Disk Encryption is not for Generation 2", "generation-2", "azure-disk-encryption", "no"],
    ["server-side encryption covers all managed disks", "data-disks", "platform-key", "yes"],
    ["server-side encryption covers snapshots and images", "snapshots-and-images", "platform-key", "yes"],
    ["server-side encryption does not cover the temporary disk", "temporary-disk", "platform-key", "no"],
    ["server-side encryption does not support unmanaged disks", "unmanaged-disks", "platform-key", "no"],
    ["server-side encryption supports Generation 2", "generation-2", "platform-key", "yes"],
    ["server-side encryption supports all VM sizes", "vm-sizes", "platform-key", "yes"],
    ["server-side encryption is automatic", "switch-on", "platform-key", "Nothing: it is always on"],
    ["own keys are possible through a disk encryption set", "own-keys", "customer-key", "yes"],
  ] as const) {
    it(statement, () => {
      assert.equal(moduleSays(property, mechanism), said);
    });
  }

  it("own keys and Azure Disk Encryption exclude each other", () => {
    const { cells: together } = properties.find(({ id }) => id === "together") ?? assert.fail();
    assert.match(together["customer-key"].module.says ?? "", /Not with Azure Disk Encryption/);
    assert.match(together["azure-disk-encryption"].module.says ?? "", /Not with a customer key/);
  });
});
