import assert from "node:assert/strict";

import { planSteps } from "../../../lib/disk-encryption/change/plan";
import { pickUpWords, progress } from "../../../lib/disk-encryption/presentation/progress";
import { durationWords } from "../../../lib/kernel/duration-words";
import { VM_ID } from "../../builders";

const [step] = planSteps([
  {
    title: "Restart vm-web-01",
    action: { kind: "restart", vmId: VM_ID },
    impact: "restart",
    undo: { kind: "impossible", because: "" },
  },
]);
assert.ok(step);
const atStep = (elapsedInMs: number): Parameters<ReturnType<typeof progress>["onStepDone"]>[0] => ({
  step,
  position: 2,
  steps: 5,
  elapsedInMs,
});
const watching = {
  vmName: "vm-web-01",
  stage: "C: encrypting",
  percentEncrypted: 41.7,
  elapsedInMs: 90_000,
  expected: "10 to 15 minutes",
  state: "running",
} as const;

/** The lines that are shown where there is no notebook. */
function shownBy(action: (shown: ReturnType<typeof progress>) => void): readonly string[] {
  const lines: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text: string | Uint8Array): boolean => {
    lines.push(String(text).trimEnd());
    return true;
  };
  const shown = progress();
  try {
    action(shown);
  } finally {
    shown.onEnd();
    process.stderr.write = write;
  }
  return lines;
}

describe("Progress without a notebook", () => {
  it("tells which step of how many is going on", () => {
    assert.deepEqual(
      shownBy(({ onProgress }) => {
        onProgress(atStep(0));
      }),
      ["… 2/5 Restart vm-web-01"],
    );
  });

  it("tells how long a step has taken", () => {
    assert.deepEqual(
      shownBy(({ onProgress }) => {
        onProgress(atStep(45_000));
      }),
      ["… 2/5 Restart vm-web-01 (45 s)"],
    );
  });

  it("tells with a sign that a step is done", () => {
    assert.deepEqual(
      shownBy(({ onStepDone }) => {
        onStepDone(atStep(45_000));
      }),
      ["✔ 2/5 Restart vm-web-01 (45 s)"],
    );
  });

  it("tells how far a VM's encryption is, and how long Microsoft says that it takes", () => {
    assert.deepEqual(
      shownBy(({ onProgress }) => {
        onProgress(watching);
      }),
      ["… vm-web-01: C: encrypting, 42 %, after 2 min (expected: 10 to 15 minutes)"],
    );
  });

  it("tells with a sign that a VM is encrypted", () => {
    const [line] = shownBy(({ onProgress }) => {
      onProgress({ ...watching, state: "encrypted" });
    });
    assert.match(line ?? "", /^✔ vm-web-01/);
  });
});

describe("An interrupt", () => {
  const listeners = (): number => process.listenerCount("SIGINT");

  it("is listened to from the first progress to the end, and no longer", () => {
    const before = listeners();
    shownBy(({ onProgress }) => {
      assert.equal(listeners(), before);
      onProgress(atStep(0));
      assert.equal(listeners(), before + 1);
    });
    assert.equal(listeners(), before);
  });

  it("aborts the signal that stops the waiting", () => {
    shownBy(({ onProgress, signal }) => {
      onProgress(atStep(0));
      process.listeners("SIGINT").at(-1)?.("SIGINT");
      assert.equal(signal.aborted, true);
    });
  });
});

describe("What is said to who interrupts a cell", () => {
  it("is how the VM's encryption is picked up again, while it is watched", () => {
    assert.match(
      pickUpWords(watching),
      /Azure goes on.*watch\(azure, "vm-web-01", \{ \.\.\.progress\(\), script: <its probe script> \}\)/,
    );
  });

  it("is the same while a step on the VM is under way", () => {
    assert.match(pickUpWords(atStep(0)), /watch\(azure, "vm-web-01"/);
  });

  it("is to look first, where the step is not one on a VM", () => {
    const [snapshot] = planSteps([
      {
        title: "Snapshot disk os",
        action: {
          kind: "create-snapshot",
          snapshotId: "/s/snapshots/x",
          location: "westeurope",
          sourceDiskId: "/s/disks/os",
        },
        impact: "none",
        undo: { kind: "possible", how: "" },
      },
    ]);
    assert.ok(snapshot);
    assert.match(pickUpWords({ ...atStep(0), step: snapshot }), /Azure goes on with this request\. Look/);
  });
});

describe("A duration in words", () => {
  for (const [durationInMs, words] of [
    [0, "0 s"],
    [45_400, "45 s"],
    [59_600, "1 min"],
    [90_000, "2 min"],
    [59.4 * 60_000, "59 min"],
    [59.6 * 60_000, "1 h 0 min"],
    [185 * 60_000, "3 h 5 min"],
  ] as const) {
    it(`of ${durationInMs} ms is ${words}`, () => {
      assert.equal(durationWords(durationInMs), words);
    });
  }
});
