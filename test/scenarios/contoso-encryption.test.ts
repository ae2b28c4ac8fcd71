import assert from "node:assert/strict";

import { parseAnnouncedFindings } from "../announced-findings";
import type { Fleet } from "../../lib/sandbox/index";
import { textAt, type JsonObject } from "../../lib/sandbox/json";
import { readContoso, startContoso, type Contoso } from "../sandbox/contoso";

type FleetVirtualMachine = Fleet["virtualMachines"][number];

/** The extension as Azure's clients send it, from the VM's tags. */
function extensionOf({ guest, location, tags = {} }: FleetVirtualMachine): JsonObject {
  const vault = tags["diskEncryptionKeyVault"] ?? "";
  const key = tags["diskEncryptionKeyUrl"];
  const isWindows = guest.osType === "Windows";
  return {
    location,
    properties: {
      publisher: "Microsoft.Azure.Security",
      type: isWindows ? "AzureDiskEncryption" : "AzureDiskEncryptionForLinux",
      typeHandlerVersion: isWindows ? "2.2" : "1.1",
      autoUpgradeMinorVersion: true,
      settings: {
        EncryptionOperation: "EnableEncryption",
        KeyVaultURL: `https://${vault.split("/").at(-1) ?? ""}.vault.azure.net/`,
        KeyVaultResourceId: vault,
        VolumeType: tags["diskEncryptionVolumeType"],
        SequenceVersion: "a0000000-0000-4000-8000-000000000001",
        ...(key === undefined
          ? {}
          : { KeyEncryptionKeyURL: key, KekVaultResourceId: vault, KeyEncryptionAlgorithm: "RSA-OAEP" }),
      },
    },
  };
}

/** `Succeeded`, or the code with which Azure gave up. */
async function encrypt({ sandbox, send, get }: Contoso, machine: FleetVirtualMachine): Promise<string> {
  const { subscriptionId, resourceGroupName, name } = machine;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
  const body = extensionOf(machine);
  const path = `${group}/providers/Microsoft.Compute/virtualMachines/${name}/extensions/${textAt(body, "properties", "type") ?? ""}`;
  const answer = await send("PUT", `${path}?api-version=2026-03-01`, { body });
  const operation = answer.headers.get("azure-asyncoperation");
  if (operation === null) return textAt(answer.body, "error", "code") ?? "";
  sandbox.clock.advance(2 * 3_600_000);
  const { body: ended } = await get(operation);
  return textAt(ended, "error", "code") ?? textAt(ended, "status") ?? "";
}

describe("encrypting a VM of Contoso by its tags", () => {
  // One sandbox for all: its vault makes the key of 4096 bits once.
  const contoso = startContoso();

  for (const machine of readContoso().virtualMachines) {
    const { findingsWithProbe } = parseAnnouncedFindings(machine.announces);
    const forbidden = Object.entries(findingsWithProbe).some(([, { current }]) => current === "fail");
    it(`${forbidden ? "fails" : "succeeds"} on ${machine.name} of ${machine.resourceGroupName}, as its record announces`, async () => {
      const end = await encrypt(contoso, machine);
      if (forbidden)
        assert.match(
          end,
          /^(VMExtensionProvisioningError|VMAgentStatusCommunicationError|OperationNotAllowed)$/,
        );
      else assert.equal(end, "Succeeded");
    });
  }
});
