import assert from "node:assert/strict";

import { absent, known, missing, type Fact } from "../../../../lib/azure/fact";
import { RunbookError } from "../../../../lib/azure/errors";
import type { DiskToFill } from "../../../../lib/disk-encryption/change/page-blobs/disk-to-fill";
import type { UploadFacts, UploadRequest } from "../../../../lib/disk-encryption/jobs/upload-disk/observe";
import type { PinnedFile } from "../../../../lib/disk-encryption/change/page-blobs/pinned-file";
import { planUpload } from "../../../../lib/disk-encryption/jobs/upload-disk/plan";
import type { Plan } from "../../../../lib/disk-encryption/change/plan";
import { planCopyByUpload } from "../../../../lib/disk-encryption/jobs/upload-disk/plan-copy";
import type { VhdEncryption, VhdReport, VhdVerdict } from "../../../../lib/vhd/report";
import { aDisk, build, diskId, type Overrides } from "../../../builders";

const uploadSizeBytes = 25_166_336;
const file: PinnedFile = {
  path: "/vhds/own.vhd",
  sizeInBytes: uploadSizeBytes,
  modifiedAt: "2026-11-24T08:00:00.000Z",
  sha256: "ab".repeat(32),
  dataInBytes: 1024 ** 2,
};
const verdict: VhdVerdict = {
  outcome: "ready",
  readyToUpload: true,
  uploadSizeBytes,
  encryption: known({ kind: "bitlocker", methods: ["XTS-AES 256-bit"] }, "partition 2"),
  boot: known({ kind: "plain", because: "partition 1 is plain" }, "partition 1"),
  osType: known("Windows", "partition 2"),
  hyperVGeneration: known("V1", "MBR"),
  keyMaterial: [],
  problems: [],
};
const request: UploadRequest = { path: file.path, diskId: diskId("own"), location: "westeurope" };

interface Changes {
  readonly request?: Partial<UploadRequest>;
  readonly verdict?: Partial<VhdVerdict>;
  readonly disk?: Fact<DiskToFill>;
  readonly file?: Fact<PinnedFile>;
}

function factsWith(changes: Changes = {}): UploadFacts {
  const report: VhdReport = {
    fileName: file.path,
    fileSizeInBytes: file.sizeInBytes,
    format: { kind: "vhd" },
    verdict: { ...verdict, ...changes.verdict },
  };
  return {
    request: { ...request, ...changes.request },
    report,
    file: changes.file ?? known(file, file.path),
    disk: changes.disk ?? absent("not found"),
  };
}

/** A disk as the plan makes it. */
const filling = (diskState: string, changes: Overrides<DiskToFill> = {}): Fact<DiskToFill> =>
  known(
    build<DiskToFill>(
      {
        ...aDisk({
          name: "own",
          diskState,
          sku: "StandardSSD_LRS",
          osType: "Windows",
          hyperVGeneration: "V1",
        }),
        zones: [],
        uploadSizeBytes,
        tags: { "runbook-filled-with": `sha256:${file.sha256}` },
      },
      changes,
    ),
    "a test",
  );

const idsOf = (facts: UploadFacts): readonly string[] => planUpload(facts).steps.map(({ id }) => id);
const refusalOf = (action: () => unknown): RunbookError => {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error;
  }
  throw new Error("It was planned.");
};

describe("The plan for an upload", () => {
  it("is word for word what is sent, without a signed URL", () => {
    const path = diskId("own");
    assert.deepEqual(
      planUpload(factsWith()).steps.map((step) => step.request),
      [
        {
          method: "PUT",
          path,
          body: {
            location: "westeurope",
            tags: { "runbook-filled-with": `sha256:${file.sha256}` },
            sku: { name: "StandardSSD_LRS" },
            properties: {
              osType: "Windows",
              hyperVGeneration: "V1",
              creationData: { createOption: "Upload", uploadSizeBytes },
            },
          },
        },
        {
          method: "POST",
          path: `${path}/beginGetAccess`,
          body: { access: "Write", durationInSeconds: 86_400 },
        },
        {
          method: "PUT",
          path,
          pages: {
            source: { kind: "file", sha256: file.sha256, dataInBytes: 1024 ** 2 },
            accessDurationInSeconds: 86_400,
          },
        },
        { method: "POST", path: `${path}/endGetAccess` },
      ],
    );
  });

  for (const [what, disk, steps] of [
    [
      "waits for it",
      filling("ReadyToUpload"),
      ["1-grant-disk-access", "2-upload-pages", "3-end-disk-access"],
    ],
    [
      "has some of it",
      filling("ActiveUpload"),
      ["1-grant-disk-access", "2-upload-pages", "3-end-disk-access"],
    ],
    ["has all of it", filling("Unattached"), []],
    ["is in use with it", filling("Attached"), []],
  ] as const) {
    it(`is what is left where the disk ${what}`, () => {
      assert.deepEqual(idsOf(factsWith({ disk })), steps);
    });
  }

  it("says that what is there is read back, where there may be something", () => {
    const warningsWhere = (disk: Fact<DiskToFill>): string => planUpload(factsWith({ disk })).warnings.join();
    assert.match(warningsWhere(filling("ActiveUpload")), /read back and compared with the file/);
    const other = filling("ActiveUpload", { tags: { "runbook-filled-with": "sha256:cd" } });
    for (const disk of [
      absent<DiskToFill>("not found"),
      filling("ReadyToUpload"),
      filling("Attached"),
      other,
    ])
      assert.doesNotMatch(warningsWhere(disk), /read back/);
  });

  for (const [changes, difference] of [
    [{ osType: "Linux" }, "osType is Linux, not Windows"],
    [{ osType: undefined }, "osType is none, not Windows"],
    [{ hyperVGeneration: "V2" }, "hyperVGeneration is V2, not V1"],
    [{ sku: "Premium_LRS" }, "sku is Premium_LRS, not StandardSSD_LRS"],
    [{ location: "northeurope" }, "location is northeurope, not westeurope"],
    [{ zones: ["2"] }, "zones is 2, not none"],
  ] as const) {
    it(`is not made for a disk that is made otherwise than was asked for: ${difference}`, () => {
      for (const state of ["ReadyToUpload", "ActiveUpload", "Unattached", "Attached"]) {
        const refusal = refusalOf(() => planUpload(factsWith({ disk: filling(state, changes) })));
        assert.equal(refusal.code, "PlanBlocked");
        assert.equal(refusal.message, `Disk own holds this, and is not as asked for: ${difference}.`);
      }
    });
  }

  it("takes a data disk's generation as Azure says it, and the region however it is written", () => {
    const boot = known({ kind: "data-disk", because: "nothing starts" } as const, "partition 1");
    const disk = filling("Unattached", { osType: undefined, location: "West Europe" });
    assert.deepEqual(idsOf(factsWith({ disk, verdict: { boot } })), []);
  });

  for (const [what, changes] of [
    ["another file", { tags: { "runbook-filled-with": "sha256:cd" } }],
    ["a file of another size", { uploadSizeBytes: uploadSizeBytes + 1024 ** 2 }],
  ] as const) {
    it(`throws an upload of ${what} away that never ended`, () => {
      assert.deepEqual(idsOf(factsWith({ disk: filling("ActiveUpload", changes) })).slice(0, 3), [
        "1-end-disk-access",
        "2-delete-disk",
        "3-create-disk-for-upload",
      ]);
      assert.deepEqual(idsOf(factsWith({ disk: filling("ReadyToUpload", changes) })).slice(0, 2), [
        "1-delete-disk",
        "2-create-disk-for-upload",
      ]);
    });
  }

  for (const [what, disk, message] of [
    ["that is not its own", filling("Unattached", { tags: {} }), /There is a disk own already, Unattached/],
    ["that waits for somebody else's upload", filling("ReadyToUpload", { tags: {} }), /not filled by this/],
    [
      "that could not be read",
      missing<DiskToFill>("no rights"),
      /Nobody knows whether disk own is there: no rights/,
    ],
  ] as const) {
    it(`is not made over a disk ${what}`, () => {
      const refusal = refusalOf(() => planUpload(factsWith({ disk })));
      assert.equal(refusal.code, "PlanBlocked");
      assert.match(refusal.message, message);
    });
  }

  it("states no operating system on a data disk", () => {
    const boot = known({ kind: "data-disk", because: "nothing starts" } as const, "partition 1");
    const [step] = planUpload(factsWith({ verdict: { boot } })).steps;
    assert.ok(step?.action.kind === "create-disk-for-upload");
    assert.equal(step.action.osType, undefined);
    assert.equal(step.action.hyperVGeneration, undefined);
  });

  it("takes what the file does not tell from the request, and asks for it otherwise", () => {
    const unclear = {
      osType: missing<"Windows">("the volume is encrypted"),
      boot: missing<never>("unknown table"),
    };
    assert.match(
      refusalOf(() => planUpload(factsWith({ verdict: unclear }))).message,
      /does not tell its role/,
    );
    const asked = factsWith({ verdict: unclear, request: { role: "os" } });
    assert.match(
      refusalOf(() => planUpload(asked)).message,
      /does not tell its osType: the volume is encrypted/,
    );
    assert.equal(idsOf(factsWith({ verdict: unclear, request: { osType: "Linux" } })).length, 4);
  });

  it("is refused where the request contradicts the file", () => {
    const refusal = refusalOf(() => planUpload(factsWith({ request: { osType: "Linux" } })));
    assert.equal(refusal.code, "ArgumentInvalid");
    assert.match(refusal.message, /osType Linux was asked for, and .* shows Windows/);
  });

  it("is refused for a file that Azure does not take, with what mends it", () => {
    const problem = {
      id: "dynamic",
      stops: "upload",
      text: "The VHD is dynamic.",
      fix: "Make it fixed:",
      commands: ["qemu-img convert a b"],
    } as const;
    const facts = factsWith({
      file: missing("not ready"),
      verdict: { readyToUpload: false, problems: [problem] },
    });
    const refusal = refusalOf(() => planUpload(facts));
    assert.match(refusal.message, /own\.vhd can't be uploaded as it is: The VHD is dynamic\./);
    assert.equal(refusal.hint, "Make it fixed: qemu-img convert a b");
  });

  it("warns of what keeps a VM from starting, and of a disk that is not encrypted", () => {
    const problem = {
      id: "bitlocker-without-startup-key",
      stops: "start",
      text: "No startup key.",
      fix: "Add one.",
      commands: [],
    } as const;
    const facts = factsWith({
      verdict: {
        problems: [problem],
        encryption: known<VhdEncryption>({ kind: "none", methods: [] }, "the disk"),
      },
    });
    const warnings = planUpload(facts).warnings.join("\n");
    assert.match(warnings, /A VM will not start from it: No startup key\. Add one\./);
    assert.match(warnings, /is not encrypted/);
  });

  it("warns of what is not known, which keeps nobody from the upload", () => {
    const problem = {
      id: "contents-unknown",
      stops: "unknown",
      text: "What is in partition 2 is not known.",
      fix: "Look at it.",
      commands: [],
    } as const;
    const { warnings, blockers } = planUpload(factsWith({ verdict: { problems: [problem] } }));
    assert.match(warnings.join("\n"), /Whether a VM can use it is not known: What is in partition 2 is/);
    assert.deepEqual(blockers, []);
  });

  it("has another hash for another file of the same name", () => {
    const other = known({ ...file, sha256: "cd".repeat(32) }, file.path);
    assert.notEqual(planUpload(factsWith()).hash, planUpload(factsWith({ file: other })).hash);
  });
});

describe("The plan for a copy by upload", () => {
  const source = (changes: Partial<DiskToFill> = {}): Fact<DiskToFill> =>
    known(
      {
        ...aDisk({
          id: diskId("old"),
          name: "old",
          diskState: "Reserved",
          uniqueId: "u-1",
          hyperVGeneration: "V2",
        }),
        diskSizeInBytes: 127 * 1024 ** 3,
        tags: {},
        zones: ["2"],
        ...changes,
      },
      "a test",
    );
  const copyRequest = { sourceDiskId: diskId("old"), diskId: diskId("new") };

  it("makes a disk of the source's size and a footer, in its region and zone, filled from blob to blob", () => {
    const plan = planCopyByUpload({ request: copyRequest, source: source(), disk: absent("not found") });
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      [
        "1-grant-disk-access",
        "2-create-disk-for-upload",
        "3-grant-disk-access",
        "4-copy-pages",
        "5-end-disk-access",
        "6-end-disk-access",
      ],
    );
    const create = plan.steps[1]?.action;
    assert.ok(create?.kind === "create-disk-for-upload");
    assert.equal(create.uploadSizeBytes, 127 * 1024 ** 3 + 512);
    assert.deepEqual(create.zones, ["2"]);
    assert.equal(create.hyperVGeneration, "V2");
    assert.deepEqual(create.tags, { "runbook-filled-with": "disk:u-1" });
  });

  /** The copy, as its plan makes it. */
  const copy = (diskState: string, changes: Partial<DiskToFill> = {}): Fact<DiskToFill> =>
    known(
      {
        ...aDisk({ id: diskId("new"), name: "new", diskState, hyperVGeneration: "V2" }),
        timeCreated: new Date("2026-11-24T09:00:00Z"),
        uploadSizeBytes: 127 * 1024 ** 3 + 512,
        tags: { "runbook-filled-with": "disk:u-1" },
        zones: ["2"],
        ...changes,
      },
      "a test",
    );
  const used = (time: string): Partial<DiskToFill> => ({ lastOwnershipUpdateTime: new Date(time) });
  const [before, meanwhile] = [used("2026-11-24T08:00:00Z"), used("2026-11-24T10:00:00Z")];
  const planOf = (from: Fact<DiskToFill>, disk: Fact<DiskToFill>): Plan =>
    planCopyByUpload({ request: copyRequest, source: from, disk });
  const kindsOf = ({ steps }: Plan): readonly string[] => steps.map(({ action }) => action.kind);

  it("goes on where its source was last in use before it was begun, and is begun anew where it was since", () => {
    const rest = [
      "grant-disk-access",
      "grant-disk-access",
      "copy-pages",
      "end-disk-access",
      "end-disk-access",
    ];
    for (const changes of [{}, before])
      assert.deepEqual(kindsOf(planOf(source(changes), copy("ActiveUpload"))), rest);
    const anew = planOf(source(meanwhile), copy("ActiveUpload"));
    assert.deepEqual(kindsOf(anew), [
      "grant-disk-access",
      "end-disk-access",
      "delete-disk",
      "create-disk-for-upload",
      ...rest.slice(1),
    ]);
    assert.equal(
      anew.steps[2]?.title,
      "Delete disk new, which was begun with what its source was before it was in use again and never finished",
    );
  });

  it("is not taken for whole where its source was in use since", () => {
    for (const changes of [{}, before])
      assert.deepEqual(planOf(source(changes), copy("Unattached")).steps, []);
    for (const state of ["Unattached", "Attached", "Reserved"]) {
      const refusal = refusalOf(() => planOf(source(meanwhile), copy(state)));
      assert.equal(refusal.code, "PlanBlocked");
      assert.match(
        refusal.message,
        /Disk new holds what its source was before that was attached or detached/,
      );
    }
  });

  it("is the end of the access to its source alone, where that is what failed", () => {
    const plan = planOf(source({ ...before, diskState: "ActiveSAS" }), copy("Unattached"));
    const [step, ...others] = plan.steps;
    assert.deepEqual(step?.request, { method: "POST", path: `${diskId("old")}/endGetAccess` });
    assert.deepEqual(others, []);
    assert.match(plan.warnings.join(), /new is whole, and old is still open for reading/);
    assert.deepEqual(planOf(source(before), copy("Unattached")).warnings, []);
  });

  it("is not made for a disk that is made otherwise than its source", () => {
    for (const [changes, difference] of [
      [{ hyperVGeneration: "V1" }, /hyperVGeneration is V1, not V2/],
      [{ sku: "Standard_LRS" }, /sku is Standard_LRS, not Premium_LRS/],
      [{ zones: [] }, /zones is none, not 2/],
    ] as const)
      assert.match(refusalOf(() => planOf(source(), copy("ActiveUpload", changes))).message, difference);
  });

  it("is refused while the source is in use, or has no size yet", () => {
    for (const changes of [{ diskState: "Attached" }, { diskState: "ReadyToUpload" }]) {
      const facts = { request: copyRequest, source: source(changes), disk: absent<DiskToFill>("not found") };
      assert.match(refusalOf(() => planCopyByUpload(facts)).message, /its bytes can't be read now/);
    }
  });

  it("warns that the copy of an encrypted disk is encrypted, and unlocked by nothing", () => {
    const encryptionSettings = { enabled: true, settings: [] };
    const facts = {
      request: copyRequest,
      source: source({ encryptionSettings }),
      disk: absent<DiskToFill>("none"),
    };
    assert.match(planCopyByUpload(facts).warnings.join(), /its copy is too/);
  });
});
