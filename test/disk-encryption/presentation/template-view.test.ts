import assert from "node:assert/strict";

import { exportTemplate } from "../../../lib/disk-encryption/jobs/encrypt-new-vm/export-template";
import { planNewVirtualMachine } from "../../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { templateView } from "../../../lib/disk-encryption/presentation/template-view";
import { aNewLinuxVirtualMachine, newLinuxFacts, newVirtualMachineFacts } from "../../new-vm-builders";

describe("A template as it is shown", () => {
  const exported = exportTemplate(planNewVirtualMachine(newVirtualMachineFacts()));
  const view = templateView(exported);

  it("is folded away in a notebook, with what is in it on the fold", () => {
    assert.match(view.html, /<details[^>]*><summary>Template with 4 resources: Microsoft\.Network/);
    assert.match(view.html, /<summary>Parameters file with \d+ values/);
  });

  it("is the JSON itself, so that it can be copied into a file", () => {
    assert.ok(view.text.includes(JSON.stringify(exported.template, undefined, 2)));
    assert.ok(view.text.includes(JSON.stringify(exported.parameters, undefined, 2)));
  });

  it("says which parameter is secret, and what is not in the template", () => {
    assert.match(view.text, /Secret parameter adminPassword/);
    const linux = templateView(exportTemplate(planNewVirtualMachine(newLinuxFacts())));
    assert.match(linux.text, /Not in the template: Restart vm-new-01/);
  });

  it("is safe in HTML whatever the operator wrote into it", () => {
    const request = aNewLinuxVirtualMachine({ tags: { note: "<script>alert(1)</script>" } });
    const { html } = templateView(exportTemplate(planNewVirtualMachine(newLinuxFacts({ request }))));
    assert.doesNotMatch(html, /<script>/);
  });
});
