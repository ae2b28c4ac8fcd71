import assert from "node:assert/strict";

import { comparisonView } from "../../../lib/disk-encryption/presentation/comparison-view";
import { mechanisms } from "../../../lib/disk-encryption/recommendation/mechanisms";

const comparison = mechanisms();
const rowOf = (html: string, title: string): string =>
  html.split("<tr>").find((row) => row.includes(`>${title}</td>`)) ?? "";

describe("The comparison of the mechanisms as a table", () => {
  const { html, text } = comparisonView(comparison);

  it("has a row for each property and a column for each mechanism", () => {
    assert.equal(html.split("<tr>").length - 2, comparison.properties.length);
    for (const { name } of comparison.mechanisms) assert.ok(html.includes(`>${name}</th>`), name);
  });

  it("has a sign and words in each cell, so that the colour is never alone", () => {
    const row = rowOf(html, "Caches on the VM&#39;s host");
    assert.match(row, /✔<\/span> Yes/);
    assert.match(row, /✘<\/span> No/);
  });

  it("shows the module's words where it says otherwise, and only there", () => {
    assert.match(rowOf(html, "Generation 2 VMs"), /✔<\/span> Yes<div [^>]*>module: No<\/div>/);
    assert.doesNotMatch(rowOf(html, "OS disk at rest"), /module: /);
    assert.match(text, /Generation 2 VMs\n {4}Azure Disk Encryption: ✔ Yes \(module: No\)/);
  });

  it("says when Azure Disk Encryption retires", () => {
    for (const view of [html, text]) assert.match(view, /! Azure Disk Encryption retires on 2028-09-15/);
  });

  it("has a dash where the documents are silent", () => {
    assert.match(text, /Defender for Cloud says\n(?:.*\n){3} {4}Double encryption at rest: –/);
  });
});

describe("The comparison as the training module has it", () => {
  const { html, text } = comparisonView(comparison, { edition: "module" });

  it("leaves out the mechanisms and properties that it says nothing of", () => {
    assert.doesNotMatch(text, /Encryption at host|Double encryption|Defender/);
  });

  it("has the module's own words", () => {
    assert.match(rowOf(html, "Generation 2 VMs"), /✘<\/span> No/);
    assert.match(rowOf(html, "Unmanaged disks"), /✔<\/span> Yes/);
  });

  it("does not know of the retirement", () => {
    assert.doesNotMatch(text, /2028/);
  });
});

describe("What changed since the training module", () => {
  const { html, text } = comparisonView(comparison, { onlyChanged: true });

  it("is a line for each statement that the newest documents no longer make, with their title and date", () => {
    assert.match(text, /^11 statements/);
    assert.match(
      text,
      /Generation 2 VMs, Azure Disk Encryption\n {4}module: ✘ No\n {4}current: ✔ Yes \(Azure Disk Encryption for Windows VMs \(2026-02-20\)\)/,
    );
    assert.match(
      rowOf(html, "Generation 2 VMs"),
      /<a href="https:[^"]*"[^>]*>Azure Disk Encryption for Windows VMs<\/a> \(2026-02-20\)/,
    );
  });

  it("names the mechanisms that the module does not know, and the retirement", () => {
    for (const view of [html, text]) {
      assert.match(view, /The module says nothing of: double encryption at rest and encryption at host\./);
      assert.match(view, /2028-09-15/);
    }
  });
});
