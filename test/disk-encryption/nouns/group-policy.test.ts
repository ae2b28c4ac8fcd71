import assert from "node:assert/strict";

import {
  describeGroupPolicyValue,
  groupPolicies,
  groupPolicyNumber,
  groupPolicySetting,
  groupPolicySettings,
} from "../../../lib/disk-encryption/nouns/group-policy";

describe("A BitLocker policy value of the registry", () => {
  it("has the policy that the Group Policy editor shows", () => {
    assert.equal(
      groupPolicySetting("OSRecoveryKey")?.policy.name,
      "Choose how BitLocker-protected operating system drives can be recovered",
    );
  });

  it("has the setting within the policy", () => {
    assert.equal(groupPolicySetting("FDVRecoveryKey")?.setting, "Allow 256-bit recovery key");
  });

  it("has the policy's path from Computer Configuration on", () => {
    assert.match(
      groupPolicySetting("UseTPM")?.policy.path ?? "",
      /^Computer Configuration > .* > Operating System Drives > Require additional authentication at startup$/,
    );
  });

  it("is found in any case, as the registry finds it", () => {
    assert.equal(groupPolicySetting("osrecoverykey")?.registryValue, "OSRecoveryKey");
  });

  it("that no BitLocker policy sets has none", () => {
    assert.equal(groupPolicySetting("Contoso"), undefined);
  });

  it("belongs to one policy only", () => {
    const names = groupPolicySettings().map(({ registryValue }) => registryValue.toLowerCase());
    assert.equal(new Set(names).size, names.length);
  });

  it("is described with its meaning and the policy's path", () => {
    assert.match(
      describeGroupPolicyValue("OSRecoveryKey", 0),
      /^OSRecoveryKey = 0 \("Allow 256-bit recovery key": not allowed, in Computer Configuration > /,
    );
  });

  it("of a number without a meaning is described as such, never guessed", () => {
    assert.match(describeGroupPolicyValue("OSRecoveryKey", 9), /of unknown meaning/);
  });

  it("of no known policy is described by name and number", () => {
    assert.equal(describeGroupPolicyValue("Contoso", 1), "Contoso = 1");
  });

  for (const [what, values, expected] of [
    ["a number", { UseTPM: 1 }, 1],
    ["digits", { UseTPM: "1" }, 1],
    ["in another case", { USETPM: 2 }, 2],
    ["not set", {}, undefined],
    ["words", { UseTPM: "on" }, undefined],
    ["empty", { UseTPM: "" }, undefined],
    ["hexadecimal text", { UseTPM: "0x1" }, undefined],
  ] as const) {
    it(`that is ${what} is read as ${String(expected)}`, () => {
      assert.equal(groupPolicyNumber(values, "UseTPM"), expected);
    });
  }
});

describe("The BitLocker policies", () => {
  it("each have an id of their own", () => {
    const ids = groupPolicies().map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});
