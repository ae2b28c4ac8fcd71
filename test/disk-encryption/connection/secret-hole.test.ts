import assert from "node:assert/strict";

import {
  createChangeGate,
  createChangeLog,
  performChange,
} from "../../../lib/disk-encryption/connection/changes";
import { isPlannedBody, SECRET_HOLE, withHoles } from "../../../lib/disk-encryption/connection/secret-hole";

const planned = {
  location: "westeurope",
  properties: {
    osProfile: { adminUsername: "dana", adminPassword: SECRET_HOLE },
    disks: [{ lun: 0 }, { lun: 1 }],
  },
};
const sent = {
  location: "westeurope",
  properties: {
    osProfile: { adminUsername: "dana", adminPassword: "Hunter22-hunter" },
    disks: [{ lun: 0 }, { lun: 1 }],
  },
};
const withPassword = (adminPassword: unknown): unknown => ({
  ...sent,
  properties: { ...sent.properties, osProfile: { adminUsername: "dana", adminPassword } },
});

describe("A body with a hole for a secret", () => {
  it("is the planned one with any text in the hole", () => {
    assert.equal(isPlannedBody(planned, sent), true);
  });

  for (const [what, value] of [
    ["nothing", ""],
    ["the hole itself: the secret was forgotten", SECRET_HOLE],
    ["no text", { a: 1 }],
    ["null", null],
  ] as const) {
    it(`is not the planned one with ${what} in the hole`, () => {
      assert.equal(isPlannedBody(planned, withPassword(value)), false);
    });
  }

  it("is not the planned one where anything else differs", () => {
    const { properties } = sent;
    for (const other of [
      { ...sent, location: "northeurope" },
      { ...sent, tags: {} },
      { location: "westeurope" },
      { ...sent, properties: { ...properties, disks: [{ lun: 0 }] } },
      { ...sent, properties: { ...properties, disks: [...properties.disks, { lun: 2 }] } },
      { ...sent, properties: { ...properties, disks: [{ lun: 0 }, { lun: 2 }] } },
      { ...sent, properties: { ...properties, disks: { 0: { lun: 0 }, 1: { lun: 1 } } } },
      {
        ...sent,
        properties: { ...properties, osProfile: { ...properties.osProfile, adminUsername: "root" } },
      },
    ]) {
      assert.equal(isPlannedBody(planned, other), false, JSON.stringify(other));
    }
  });

  it("leaves no other word open: the same text under another name is that text", () => {
    assert.equal(isPlannedBody({ tags: { owner: SECRET_HOLE } }, { tags: { owner: "anybody" } }), false);
    assert.equal(isPlannedBody({ tags: { owner: SECRET_HOLE } }, { tags: { owner: SECRET_HOLE } }), true);
    assert.equal(isPlannedBody([SECRET_HOLE], ["anything"]), false);
  });

  it("is shown with the hole, and all else of it as it was sent", () => {
    assert.deepEqual(withHoles(planned, sent), planned);
    assert.deepEqual(withHoles(planned, { other: [1] }), { other: [1] });
    assert.equal(withHoles(undefined, undefined), undefined);
  });
});

describe("The gate, where a plan's request has a hole", () => {
  const request = { method: "PUT", path: "/subscriptions/s/vm", body: planned } as const;
  const intent = { planHash: "abc", stepId: "1-create-virtual-machine", title: "Create", request };

  it("lets the request through with the secret, and shows and records the hole", async () => {
    const log = createChangeLog(() => new Date(0));
    const gate = createChangeGate(log);
    await performChange(gate, intent, () => {
      gate.assertAnnounced("PUT", request.path, sent);
      assert.deepEqual(gate.shownBody(sent), planned);
      return Promise.resolve();
    });
    assert.deepEqual(log.entries[0]?.intent.request.body, planned);
    assert.doesNotMatch(JSON.stringify(log.entries), /Hunter/);
  });

  it("refuses the request without the secret", async () => {
    const gate = createChangeGate(createChangeLog(() => new Date(0)));
    await performChange(gate, intent, () => {
      assert.throws(() => {
        gate.assertAnnounced("PUT", request.path, planned);
      }, /would change Azure/);
      return Promise.resolve();
    });
  });
});
