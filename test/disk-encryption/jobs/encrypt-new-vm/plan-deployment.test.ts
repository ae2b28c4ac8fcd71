import assert from "node:assert/strict";

import { RunbookError } from "../../../../lib/azure/errors";
import {
  deploymentOf,
  withParameterValues,
  type TemplateAndParameters,
} from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/deployment";
import { exportTemplate } from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/export-template";
import { planNewVirtualMachine } from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { planTemplateDeployment } from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/plan-deployment";
import { secretsNeededBy } from "../../../../lib/disk-encryption/change/actions";
import { aKeyVault, fact, SUBSCRIPTION_ID, VAULT_ID } from "../../../builders";
import { aNewVirtualMachine, newVirtualMachineFacts } from "../../../new-vm-builders";

const settings = { enabledForDeployment: true, enabledForTemplateDeployment: true };
const ready = newVirtualMachineFacts({ keyVault: fact(aKeyVault(settings)) });
const exported = exportTemplate(planNewVirtualMachine(ready));
const withReference = withParameterValues(exported, {
  adminPassword: { reference: { keyVault: { id: VAULT_ID }, secretName: "password" } },
});

describe("The plan to deploy the template of a new VM", () => {
  it("is one step: the PUT of the deployment, word for word, with a hole for the password", () => {
    const [step, ...others] = planTemplateDeployment(ready, exported).steps;
    assert.deepEqual(others, []);
    assert.match(
      step?.title ?? "",
      /: networkInterfaces, virtualMachines, snapshots, virtualMachines\/extensions$/,
    );
    assert.equal(step?.request.method, "PUT");
    assert.match(
      step.request.path,
      /\/providers\/Microsoft\.Resources\/deployments\/encrypt-vm-new-01-\d{14}$/,
    );
    assert.deepEqual(step.request.body, {
      properties: {
        mode: "Incremental",
        template: exported.template,
        parameters: { ...exported.parameters.parameters, adminPassword: { value: "(not shown)" } },
      },
    });
  });

  it("needs the password, and judges it as one of the template's operating system", () => {
    const action = planTemplateDeployment(ready, exported).steps[0]?.action;
    assert.ok(action);
    const [needed, ...others] = secretsNeededBy(action);
    assert.deepEqual(others, []);
    assert.equal(needed?.name, "adminPassword");
    assert.match(needed.refusal?.("aB1-xyz") ?? "", /on Windows it has 8/);
  });

  it("is blocked by the module while the vault's deployment settings are off, and not by the current documents", () => {
    const facts = newVirtualMachineFacts();
    const requirements = (plan: ReturnType<typeof planTemplateDeployment>): readonly string[] =>
      plan.blockers.map(({ requirement }) => requirement);
    assert.deepEqual(requirements(planTemplateDeployment(facts, exported)), ["vault-template-deployment"]);
    assert.deepEqual(requirements(planTemplateDeployment(facts, exported, { edition: "current" })), []);
    assert.deepEqual(requirements(planTemplateDeployment(ready, exported)), []);
  });

  it("is blocked by both where a parameter takes the password out of such a vault; then it needs no secret", () => {
    const plan = planTemplateDeployment(newVirtualMachineFacts(), withReference, { edition: "current" });
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["vault-template-deployment"],
    );
    const action = planTemplateDeployment(ready, withReference).steps[0]?.action;
    assert.ok(action);
    assert.deepEqual(secretsNeededBy(action), []);
  });

  it("touches what the plan by calls touches", () => {
    assert.deepEqual(planTemplateDeployment(ready, exported).touches, planNewVirtualMachine(ready).touches);
  });

  it("is refused for the template of another VM: its name would be approved, and another be made", () => {
    const other = newVirtualMachineFacts({ request: aNewVirtualMachine({ name: "vm-new-02" }) });
    assert.throws(
      () => planTemplateDeployment(other, exported),
      (error: unknown) => error instanceof RunbookError && error.code === "ArgumentInvalid",
    );
  });
});

describe("A template that is not that of the facts", () => {
  const refusal = (template: TemplateAndParameters, message: RegExp) => {
    assert.throws(
      () => planTemplateDeployment(ready, template),
      (error: unknown) =>
        error instanceof RunbookError && error.code === "ArgumentInvalid" && message.test(error.message),
    );
  };

  it("is refused with another size: no check has judged it", () => {
    refusal(
      withParameterValues(exported, { vmSize: { value: "Standard_B1s" } }),
      /parameter vmSize is 'Standard_B1s'; the facts were read for 'Standard_D2s_v5'/,
    );
    const reference = { keyVault: { id: VAULT_ID }, secretName: "size" };
    refusal(withParameterValues(exported, { vmSize: { reference } }), /vmSize is a secret of a vault/);
  });

  it("is refused with one resource more: it could change what is there", () => {
    const { template } = exported;
    const [first] = template.resources;
    assert.ok(first);
    const resources = [
      ...template.resources,
      { ...first, type: "Microsoft.Compute/virtualMachines", name: "vm-web-01" },
    ];
    refusal({ ...exported, template: { ...template, resources } }, /not the one that the plan of vm-new-01/);
  });

  it("is refused with a secret's value, or a parameter more, and shows neither", () => {
    for (const name of ["adminPassword", "other"]) {
      const values = { ...exported.parameters.parameters, [name]: { value: "Correct-horse-battery-1" } };
      const parameters = { ...exported.parameters, parameters: values };
      assert.throws(
        () => planTemplateDeployment(ready, { ...exported, parameters }),
        (error: unknown) =>
          error instanceof RunbookError &&
          error.code === "ArgumentInvalid" &&
          !error.toString().includes("Correct-horse"),
      );
    }
  });

  it("is taken where it was exported of earlier facts of the same request, or was a file meanwhile", () => {
    const later = { ...ready, observedAt: new Date(ready.observedAt.getTime() + 3_600_000) };
    assert.equal(planTemplateDeployment(later, exported).steps.length, 1);
    const file = JSON.parse(JSON.stringify(exported)) as TemplateAndParameters;
    assert.equal(planTemplateDeployment(ready, file).hash, planTemplateDeployment(ready, exported).hash);
  });

  it("is taken without the snapshots, where the plan was made without", () => {
    const without = exportTemplate(planNewVirtualMachine(ready, { withoutSnapshots: true }));
    assert.equal(planTemplateDeployment(ready, without).steps.length, 1);
  });
});

describe("A template with other values", () => {
  it("has them in its parameters file, and is the same template", () => {
    const larger = withParameterValues(exported, { vmSize: { value: "Standard_D4s_v5" } });
    assert.deepEqual(larger.parameters.parameters["vmSize"], { value: "Standard_D4s_v5" });
    assert.deepEqual(larger.parameters.parameters["vmName"], exported.parameters.parameters["vmName"]);
    assert.equal(larger.template, exported.template);
  });

  it("takes no secret's value: that would stand in a file and in the plan", () => {
    const password = "Correct-horse-battery-1";
    assert.throws(
      () => withParameterValues(exported, { adminPassword: { value: password } }),
      (error: unknown) =>
        error instanceof RunbookError &&
        error.code === "ArgumentInvalid" &&
        error.hint.includes("Hand it to apply") &&
        !error.toString().includes(password),
    );
  });

  it("has no parameter more than before: a slip of the pen is refused, and the names are listed", () => {
    assert.throws(
      () => withParameterValues(exported, { vmsize: { value: "Standard_D4s_v5" } }),
      (error: unknown) =>
        error instanceof RunbookError && error.code === "ArgumentInvalid" && error.hint.includes("vmSize"),
    );
  });
});

describe("The name of a deployment", () => {
  it("has the VM's name and the moment, in 64 characters at most", () => {
    const request = aNewVirtualMachine({ name: "a".repeat(64) });
    const { deploymentName, subscriptionId } = deploymentOf(newVirtualMachineFacts({ request }));
    assert.equal(deploymentName.length, 64);
    assert.match(deploymentName, /-20261124090000$/);
    assert.equal(subscriptionId, SUBSCRIPTION_ID);
  });
});
