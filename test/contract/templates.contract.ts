import assert from "node:assert/strict";

import type { ExportedTemplate } from "../../lib/disk-encryption/jobs/encrypt-new-vm/export-template";
import type { TemplateResource } from "../../lib/disk-encryption/nouns/template";
import { exportTemplate } from "../../lib/disk-encryption/jobs/encrypt-new-vm/export-template";
import { planEncryption } from "@runbooks/disk-encryption";
import { planNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { aDataDisk, aLinuxVirtualMachine, aVirtualMachine, fact, facts, SUBSCRIPTION_ID } from "../builders";
import { aSet, SET_ID } from "../customer-key-builders";
import {
  aLinuxImage,
  aNewLinuxVirtualMachine,
  aNewVirtualMachine,
  aWindowsImage,
  newLinuxFacts,
  newVirtualMachineFacts,
} from "../new-vm-builders";
import { typeProblems } from "./bicep-types";
import { resourcesWithValues } from "./template-values";
import { createValidator, type Validator } from "./validator";

const generation2 = { hyperVGeneration: "V2", trustedLaunchSupported: true } as const;
const disks = { osDisk: { diskSizeGB: 256 }, dataDisks: [{ diskSizeGB: 16 }, { diskSizeGB: 32 }] };

/** Every kind of template that the library exports. */
const exported: Readonly<Record<string, ExportedTemplate>> = {
  "a new Windows VM": exportTemplate(planNewVirtualMachine(newVirtualMachineFacts())),
  "a new Windows VM with data disks, tags and trusted launch": exportTemplate(
    planNewVirtualMachine(
      newVirtualMachineFacts({
        request: aNewVirtualMachine({ ...disks, tags: { owner: "[team]" } }),
        image: fact(aWindowsImage(generation2)),
      }),
    ),
  ),
  "a new Linux VM": exportTemplate(planNewVirtualMachine(newLinuxFacts())),
  "a new Linux VM with a password and data disks": exportTemplate(
    planNewVirtualMachine(
      newLinuxFacts({
        request: aNewLinuxVirtualMachine({
          ...disks,
          administrator: { userName: "dana", signInWith: { kind: "password" } },
        }),
        image: fact(aLinuxImage(generation2)),
      }),
    ),
  ),
  "a new VM with a disk encryption set and encryption at host": exportTemplate(
    planNewVirtualMachine(
      newVirtualMachineFacts({
        request: aNewVirtualMachine({
          ...disks,
          encryption: { kind: "server-side", diskEncryptionSetId: SET_ID, encryptionAtHost: true },
        }),
        diskEncryptionSet: fact(aSet()),
        encryptionAtHostFeature: fact({ subscriptionId: SUBSCRIPTION_ID, name: "f", state: "Registered" }),
      }),
    ),
  ),
  "the encryption of a Windows VM that is there": exportTemplate(
    planEncryption(facts({ virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk()] }) })),
  ),
  "the encryption of a Linux VM that is there": exportTemplate(
    planEncryption(facts({ virtualMachine: aLinuxVirtualMachine(), volumeType: "Data" })),
  ),
};

const valuesOf = ({ template, parameters }: ExportedTemplate): readonly TemplateResource[] =>
  resourcesWithValues(template, parameters.parameters);

describe("The templates that the library exports, against Microsoft's types", () => {
  for (const [what, one] of Object.entries(exported)) {
    for (const resource of valuesOf(one)) {
      // No types of Microsoft.Network are in ../shared: its interface is tried on the sandbox alone.
      if (resource.type.startsWith("Microsoft.Network/")) continue;
      it(`${what}: ${resource.name} is a ${resource.type}@${resource.apiVersion}`, () => {
        assert.deepEqual(typeProblems(resource), []);
      });
    }
  }

  it("has types of Microsoft.Compute alone, so that nothing but the network interface is left unchecked", () => {
    const unchecked = Object.values(exported)
      .flatMap(valuesOf)
      .filter((resource) => typeProblems(resource) === undefined)
      .map(({ type }) => type);
    assert.deepEqual([...new Set(unchecked)], ["Microsoft.Network/networkInterfaces"]);
  });

  describe("the types", () => {
    const machine = valuesOf(exported["a new Windows VM"] ?? assert.fail()).find(({ type }) =>
      type.endsWith("/virtualMachines"),
    );
    assert.ok(machine);
    const problemsOf = (properties: Readonly<Record<string, unknown>>): string => {
      const changed: TemplateResource = { ...machine, properties: { ...machine.properties, ...properties } };
      return typeProblems(changed)?.join("\n") ?? "none";
    };

    for (const [what, properties, problem] of [
      ["a misspelled property", { osProfle: {} }, /\.properties\.osProfle: unknown/],
      ["a property that is read only", { vmId: "1" }, /\.properties\.vmId: read only/],
      ["a number where a text is due", { priority: 4 }, /priority: '4' is none of/],
      ["a text where a number is due", { platformFaultDomain: "1" }, /platformFaultDomain: no whole number/],
      [
        "a value that is not listed",
        { securityProfile: { securityType: "TrustedLunch" } },
        /securityType: 'TrustedLunch' is none of/,
      ],
      [
        "a required property that is left out",
        { storageProfile: { osDisk: { name: "x" } } },
        /osDisk\.createOption: required/,
      ],
      ["a list that is none", { storageProfile: { dataDisks: {} } }, /dataDisks: no list/],
    ] as const) {
      it(`find ${what}`, () => {
        assert.match(problemsOf(properties), problem);
      });
    }
  });
});

describe("The templates that the library exports, against Microsoft's documents", () => {
  let validator: Validator;
  before(async () => {
    validator = await createValidator();
  });

  /** The request that Resource Manager sends for a resource of a template. */
  async function requestProblems(resource: TemplateResource): Promise<string> {
    const { type, apiVersion, name, location, tags, properties } = resource;
    const sent = { location, ...(tags === undefined ? {} : { tags }), properties };
    const types = type.split("/").slice(1);
    const path = types.map((one, index) => `${one}/${name.split("/")[index] ?? ""}`).join("/");
    const validation = await validator.validate({
      method: "PUT",
      url: `https://management.azure.com/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg/providers/Microsoft.Compute/${path}?api-version=${apiVersion}`,
      requestBody: sent,
      status: 201,
      responseHeaders: {},
      responseBody: undefined,
    });
    return validation.kind === "validated"
      ? validation.problems.filter((problem) => problem.startsWith("request")).join("\n")
      : validation.kind;
  }

  for (const [what, one] of Object.entries(exported)) {
    for (const resource of valuesOf(one)) {
      if (resource.type.startsWith("Microsoft.Network/")) continue;
      it(`${what}: the PUT of ${resource.name} (${resource.type}) is valid`, async () => {
        assert.equal(await requestProblems(resource), "");
      });
    }
  }

  it("would find a property that is misspelled", async () => {
    const [extension] = valuesOf(exported["a new Windows VM"] ?? assert.fail()).slice(-1);
    assert.ok(extension);
    const properties = { ...extension.properties, publsher: "x" };
    assert.match(await requestProblems({ ...extension, properties }), /publsher/);
  });
});
