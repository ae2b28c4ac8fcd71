import assert from "node:assert/strict";

import type {
  ResourceManagerTemplate,
  TemplateResource,
} from "../../../../lib/disk-encryption/nouns/template";
import { RunbookError } from "../../../../lib/azure/errors";
import { planEncryption } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import {
  exportTemplate,
  type ExportedTemplate,
} from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/export-template";
import { planNewVirtualMachine } from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { planKeyVault } from "../../../../lib/disk-encryption/jobs/prepare-key-vault/plan";
import {
  aDataDisk,
  aKeyVault,
  aVirtualMachine,
  fact,
  facts,
  KEY_URL,
  VAULT_ID,
  VAULT_URI,
} from "../../../builders";
import { aSet, SET_ID } from "../../../customer-key-builders";
import {
  aNewVirtualMachine,
  newLinuxFacts,
  newVirtualMachineFacts,
  SSH_PUBLIC_KEY,
  SUBNET_ID,
} from "../../../new-vm-builders";

const request = aNewVirtualMachine({ dataDisks: [{ diskSizeGB: 16 }], tags: { owner: "[team]" } });
const windows = exportTemplate(planNewVirtualMachine(newVirtualMachineFacts({ request })));
const linux = exportTemplate(planNewVirtualMachine(newLinuxFacts()));

const typesOf = ({ template }: ExportedTemplate): readonly string[] =>
  template.resources.map(({ type }) => type.split("/").slice(1).join("/"));
const resourceOf = ({ template }: ExportedTemplate, type: string): TemplateResource => {
  const found = template.resources.find((resource) => resource.type.endsWith(type));
  assert.ok(found, `no ${type}`);
  return found;
};
const valueOf = ({ parameters }: ExportedTemplate, name: string): unknown => {
  const value = parameters.parameters[name];
  return value !== undefined && "value" in value ? value.value : undefined;
};
/** Names that a kind of expression refers to. */
const referredTo = (
  template: ResourceManagerTemplate,
  kind: "parameters" | "variables",
): readonly string[] => [
  ...new Set(
    [...JSON.stringify(template).matchAll(new RegExp(`${kind}\\('([^']+)'\\)`, "g"))].map(
      ([, name]) => name ?? "",
    ),
  ),
];

describe("The template of a new VM", () => {
  it("has the network interface, the VM, a snapshot of each disk and the extension", () => {
    assert.deepEqual(typesOf(windows), [
      "networkInterfaces",
      "virtualMachines",
      "snapshots",
      "snapshots",
      "virtualMachines/extensions",
    ]);
  });

  it("makes each after what it needs", () => {
    const vm = "[resourceId('Microsoft.Compute/virtualMachines', parameters('vmName'))]";
    const [nic, machine, ...rest] = windows.template.resources;
    assert.equal(nic?.dependsOn, undefined);
    assert.deepEqual(machine?.dependsOn, [
      "[resourceId('Microsoft.Network/networkInterfaces', variables('networkInterfaceName'))]",
    ]);
    for (const { dependsOn } of rest) assert.equal(dependsOn?.[0], vm);
    assert.equal(rest.at(-1)?.dependsOn?.length, 3, "the extension comes after the VM and both snapshots");
  });

  for (const [system, exported] of [
    ["Windows", windows],
    ["Linux", linux],
  ] as const) {
    it(`declares every parameter and variable that it refers to, and refers to each: ${system}`, () => {
      const { template, parameters, secretParameters } = exported;
      assert.deepEqual(
        [...referredTo(template, "parameters")].sort(),
        Object.keys(template.parameters).sort(),
      );
      assert.deepEqual([...referredTo(template, "variables")].sort(), Object.keys(template.variables).sort());
      assert.deepEqual(
        [...Object.keys(parameters.parameters), ...secretParameters].sort(),
        Object.keys(template.parameters).sort(),
      );
    });

    it(`describes every parameter: ${system}`, () => {
      for (const [name, { metadata }] of Object.entries(exported.template.parameters))
        assert.match(metadata.description, /\.$/, name);
    });
  }

  it("has a password as a secure parameter without a value", () => {
    assert.deepEqual(windows.secretParameters, ["adminPassword"]);
    assert.equal(windows.template.parameters["adminPassword"]?.type, "securestring");
    assert.equal(windows.parameters.parameters["adminPassword"], undefined);
    assert.doesNotMatch(JSON.stringify(windows), /\(not shown\)/);
  });

  it("has a public key as a parameter, and no secret", () => {
    assert.deepEqual(linux.secretParameters, []);
    assert.equal(valueOf(linux, "adminSshPublicKey"), SSH_PUBLIC_KEY);
  });

  it("has the values of the plan in its parameters file", () => {
    assert.equal(valueOf(windows, "vmName"), "vm-new-01");
    assert.equal(valueOf(windows, "subnetId"), SUBNET_ID);
    assert.equal(valueOf(windows, "keyVaultResourceId"), VAULT_ID);
    assert.equal(valueOf(windows, "keyVaultUrl"), VAULT_URI);
    assert.equal(valueOf(windows, "keyEncryptionKeyUrl"), KEY_URL);
    assert.equal(valueOf(windows, "volumeType"), "All");
    assert.equal(valueOf(linux, "volumeType"), "OS");
  });

  it("lets the extension run again by a new value of one parameter", () => {
    const { properties } = resourceOf(windows, "extensions");
    assert.equal(properties["forceUpdateTag"], "[parameters('forceUpdateTag')]");
    assert.match(
      JSON.stringify(properties["settings"]),
      /"SequenceVersion":"\[parameters\('forceUpdateTag'\)\]"/,
    );
  });

  it("refuses on Windows to encrypt data volumes alone", () => {
    assert.deepEqual(windows.template.parameters["volumeType"]?.allowedValues, ["OS", "All"]);
    assert.deepEqual(linux.template.parameters["volumeType"]?.allowedValues, ["OS", "Data", "All"]);
  });

  it("takes a text that looks like an expression literally", () => {
    assert.deepEqual(resourceOf(windows, "virtualMachines").tags, { owner: "[[team]" });
  });

  it("leaves the restart of a Linux VM out, and says so", () => {
    assert.match(linux.leftOut.join(), /Restart vm-new-01/);
    assert.deepEqual(windows.leftOut, []);
  });

  it("has the settings of the key encryption key only where there is one", () => {
    const encryption = { kind: "azure-disk-encryption", keyVaultId: VAULT_ID } as const;
    const without = exportTemplate(
      planNewVirtualMachine(newVirtualMachineFacts({ request: aNewVirtualMachine({ encryption }) })),
    );
    assert.doesNotMatch(JSON.stringify(without), /keyEncryptionKey|Kek/);
  });

  it("has a disk encryption set as a parameter, and no extension, where the server's side encrypts", () => {
    const encryption = { kind: "server-side", diskEncryptionSetId: SET_ID } as const;
    const exported = exportTemplate(
      planNewVirtualMachine(
        newVirtualMachineFacts({
          request: aNewVirtualMachine({ encryption, dataDisks: [{ diskSizeGB: 16 }] }),
          diskEncryptionSet: fact(aSet()),
        }),
      ),
    );
    assert.deepEqual(typesOf(exported), ["networkInterfaces", "virtualMachines"]);
    assert.equal(valueOf(exported, "diskEncryptionSetId"), SET_ID);
    const text = JSON.stringify(resourceOf(exported, "virtualMachines"));
    assert.equal(text.match(/parameters\('diskEncryptionSetId'\)/g)?.length, 2);
  });

  it("is the same when it is exported twice", () => {
    const again = exportTemplate(planNewVirtualMachine(newVirtualMachineFacts({ request })));
    assert.equal(JSON.stringify(again), JSON.stringify(windows));
  });
});

describe("The template of the encryption of a VM that is there", () => {
  const exported = exportTemplate(
    planEncryption(facts({ virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk()] }) })),
  );

  it("has the snapshots of its disks, by their ids, and the extension after them", () => {
    assert.deepEqual(typesOf(exported), ["snapshots", "snapshots", "virtualMachines/extensions"]);
    assert.match(JSON.stringify(resourceOf(exported, "snapshots")), /disks\/osdisk"/);
    assert.equal(resourceOf(exported, "extensions").dependsOn?.length, 2);
  });
});

describe("Exporting a plan that makes no VM and encrypts none", () => {
  it("is refused", () => {
    const request_ = { keyVaultId: VAULT_ID, location: "westeurope", tenantId: "t" };
    const plan = planKeyVault(fact(aKeyVault({ enabledForDiskEncryption: false })), request_);
    assert.throws(
      () => exportTemplate(plan),
      (error: unknown) => error instanceof RunbookError && error.code === "ArgumentInvalid",
    );
  });
});
