import assert from "node:assert/strict";

import type { ResourceChange } from "../../../lib/disk-encryption/jobs/encrypt-new-vm/preview";
import { validationView, whatIfView } from "../../../lib/disk-encryption/presentation/what-if-view";

const change = (kind: string, overrides: Partial<ResourceChange> = {}): ResourceChange => ({
  resourceId: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/${kind}`,
  type: "Microsoft.Compute/disks",
  name: kind,
  change: kind,
  properties: [],
  ...overrides,
});

describe("What a deployment would do, as it is shown", () => {
  it("has what changes, each with a sign and Azure's word", () => {
    const { text } = whatIfView({ changes: [change("Delete"), change("Create")] });
    assert.match(text, /2 of 2 resources change/);
    assert.doesNotMatch(text, /properties/);
    assert.match(text, /\+ Create[\s\S]*- Delete/);
    assert.doesNotMatch(text, /stay as they are/);
  });

  it("counts what is left alone, however much there is in the group, and folds its names away", () => {
    const { html, text } = whatIfView({
      changes: [change("Ignore", { name: "<old>" }), change("Create"), change("NoChange")],
    });
    assert.match(text, /1 of 3 resources change[\s\S]*\* 2 other resources are there, and stay as they are$/);
    assert.doesNotMatch(text, /Ignore|NoChange/);
    assert.match(
      html,
      /<details[^>]*><summary>\* 2 other[\s\S]*<li>Microsoft\.Compute\/disks &lt;old&gt;<\/li>/,
    );
  });

  it("names the properties that are modified, before and after", () => {
    const properties = [{ path: "properties.diskSizeGB", change: "Modify", before: "16", after: "32" }];
    const { text } = whatIfView({ changes: [change("Modify", { properties })] });
    assert.match(text, /properties\.diskSizeGB: 16 becomes 32/);
  });

  it("says why Azure can't tell, where it can't", () => {
    const { text } = whatIfView({ changes: [change("Unsupported", { unsupportedReason: "no reference" })] });
    assert.match(text, /\? Unsupported.*no reference/);
  });
});

describe("What Azure says of a template, as it is shown", () => {
  it("is the list of its resources where it is taken", () => {
    const { text } = validationView({
      outcome: "valid",
      resourceIds: ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d"],
    });
    assert.match(text, /✔ Azure takes the template: 1 resources[\s\S]*Microsoft\.Compute\/disks\/d/);
  });

  it("is each error where it is not", () => {
    const { text } = validationView({
      outcome: "invalid",
      errors: [{ code: "InvalidTemplate", message: "No such parameter." }],
    });
    assert.match(text, /✘ Azure does not take the template[\s\S]*InvalidTemplate\s+No such parameter\./);
  });
});
