import assert from "node:assert/strict";

import { readDataFile } from "../../lib/azure/data";
import { htmlWithDocumentLinks } from "../../lib/kernel/html-text";

/** Addresses of no page of their own: notices, includes, specifications and what was read second-hand. */
const withoutAddress: readonly RegExp[] = [
  /^Retirement notice of Azure Disk Encryption$/,
  /^Restrictions of customer-managed keys for managed disks$/,
  /^ComputeRP /,
  /^CIS Microsoft Azure Foundations Benchmark/,
  /^Azure\/azure-policy repository, built-in-policies\/policySetDefinitions/,
  /^Azure\/azure-policy repository, built-in-policies\/policyDefinitions\/[^/]+$/,
];
const catalogues = [
  "requirements.json",
  "customer-key-requirements.json",
  "encryption-at-host-requirements.json",
  "new-vm-requirements.json",
  "encryption-mechanisms.json",
  "key-vault-settings.json",
  "fleet-controls.json",
];

/** The titles of all sources in a value, however deep. */
function sourceTitles(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(sourceTitles);
  if (typeof value !== "object" || value === null) return [];
  const own =
    "title" in value && "date" in value && typeof value.title === "string" && typeof value.date === "string"
      ? [value.title]
      : [];
  return [...own, ...Object.values(value).flatMap(sourceTitles)];
}

describe("Text with the titles of documents", () => {
  it("links a title to the document, and leaves the words around it", () => {
    assert.equal(
      htmlWithDocumentLinks('module source: What is Azure Resource Manager?, "Terms" (read 2026-11-25)'),
      'module source: <a href="https://learn.microsoft.com/azure/azure-resource-manager/management/overview" target="_blank" rel="noopener" style="color:inherit">What is Azure Resource Manager?</a>, &quot;Terms&quot; (read 2026-11-25)',
    );
  });

  it("links the longer of two titles that begin alike", () => {
    const html = htmlWithDocumentLinks("Azure Disk Encryption troubleshooting guide (Linux VMs), 2026-07-14");
    assert.match(
      html,
      /linux\/disk-encryption-troubleshooting"[^>]*>Azure Disk Encryption troubleshooting guide \(Linux VMs\)<\/a>/,
    );
  });

  it("links an issue by its whole number", () => {
    const html = htmlWithDocumentLinks("Azure/azure-cli issue 47070");
    assert.doesNotMatch(html, /<a /);
  });

  it("leaves other text as safe as ever", () => {
    assert.equal(htmlWithDocumentLinks('<b>"a" & b</b>'), "&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;");
  });

  for (const file of catalogues) {
    const titles = [...new Set(sourceTitles(readDataFile(file)))];
    for (const title of titles.filter((name) => !withoutAddress.some((known) => known.test(name)))) {
      it(`links "${title}", which data/${file} cites`, () => {
        assert.match(htmlWithDocumentLinks(title), /<a href="https:/);
      });
    }
  }
});
