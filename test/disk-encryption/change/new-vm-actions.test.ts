import assert from "node:assert/strict";

import { requestOf, type Action } from "../../../lib/disk-encryption/change/actions";
import type { NewVirtualMachineProperties } from "../../../lib/disk-encryption/change/actions/virtual-machine";
import { diskId, VM_ID } from "../../builders";

const attached: NewVirtualMachineProperties = {
  hardwareProfile: { vmSize: "Standard_D2s_v5" },
  storageProfile: {
    osDisk: { createOption: "Attach", osType: "Linux", managedDisk: { id: diskId("osdisk") } },
    dataDisks: [{ lun: 0, createOption: "Attach", managedDisk: { id: diskId("data") } }],
  },
  networkProfile: { networkInterfaces: [{ id: "/nic", properties: { primary: true } }] },
};
const template = {
  $schema: "s",
  contentVersion: "1.0.0.0",
  parameters: {},
  variables: {},
  resources: [],
  outputs: {},
} as const;

const requests: readonly (readonly [string, Action, ReturnType<typeof requestOf>])[] = [
  [
    "creating a VM is its PUT, with its properties as they are",
    { kind: "create-virtual-machine", vmId: VM_ID, location: "westeurope", properties: attached },
    { method: "PUT", path: VM_ID, body: { location: "westeurope", properties: attached } },
  ],
  [
    "creating a VM has its tags where it has some",
    {
      kind: "create-virtual-machine",
      vmId: VM_ID,
      location: "westeurope",
      tags: { owner: "team-web" },
      properties: attached,
    },
    {
      method: "PUT",
      path: VM_ID,
      body: { location: "westeurope", tags: { owner: "team-web" }, properties: attached },
    },
  ],
  [
    "deploying a template is the PUT of the deployment, which deletes nothing",
    { kind: "deploy-template", deploymentId: "/d", template, parameters: { a: { value: 1 } } },
    {
      method: "PUT",
      path: "/d",
      body: { properties: { mode: "Incremental", template, parameters: { a: { value: 1 } } } },
    },
  ],
];

describe("The request of an action for a new VM", () => {
  for (const [sentence, action, request] of requests) {
    it(`of ${sentence}`, () => {
      assert.deepEqual(requestOf(action), request);
    });
  }
});
