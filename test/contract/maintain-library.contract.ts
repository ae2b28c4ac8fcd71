import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import {
  apply,
  approve,
  approveDestruction,
  connect,
  type EncryptionFacts,
  observe,
  type ObserveOptions,
  planEncryption,
  planRemoveExtension,
  probeScriptFor,
  readGuest,
  watch,
} from "@runbooks/disk-encryption";
import { contentsScript, readContents } from "../../lib/disk-encryption/change/waits/contents";
import { observeAdeKeys, observeKeyVersions } from "../../lib/disk-encryption/jobs/rotate-ade-keys/observe";
import { planAdeKeyRotation } from "../../lib/disk-encryption/jobs/rotate-ade-keys/plan";
import { planFormatAndEncrypt } from "../../lib/disk-encryption/jobs/format-and-encrypt/plan";
import { planNewKeyVersion } from "../../lib/disk-encryption/jobs/rotate-ade-keys/new-version";
import { contosoWithShortKeys, KEY, LINUX, VAULT } from "../scenarios/encrypted-vm";
import { itHoldsOperations } from "./listed-operations";
import { listedExtensions } from "./operations";
import { validateExchanges, type Validated } from "./problems";

const subscription = "/subscriptions/{subscriptionId}";
const group = `${subscription}/resourceGroups/{resourceGroupName}`;
const compute = `${group}/providers/Microsoft.Compute`;
const machine = `${compute}/virtualMachines/{vmName}`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`;

/** What the library sends to maintain an encrypted VM, by the path of the documents. */
const documented: readonly string[] = [
  `PUT ${machine}/extensions/{vmExtensionName} 201`,
  `PUT ${machine}/extensions/{vmExtensionName} 200`,
  `DELETE ${machine}/extensions/{vmExtensionName} 202`,
  `PUT ${compute}/snapshots/{snapshotName} 202`,
  "POST /keys/{key-name}/rotate 200",
  "GET /keys/{key-name}/versions 200",
  "GET /keys/{key-name}/versions 401",
  "GET /secrets/{secret-name}/versions 200",
  "GET /secrets/{secret-name}/versions 401",
  `POST ${machine}/runCommand 200`,
  `POST ${machine}/runCommand 202`,
  `GET ${subscription}/providers/Microsoft.Compute/skus 200`,
  `GET ${subscription}/providers/Microsoft.Compute/virtualMachines 200`,
  `GET ${compute}/disks/{diskName} 200`,
  `GET ${compute}/snapshots/{snapshotName} 200`,
  `PUT ${compute}/snapshots/{snapshotName} 200`,
  `GET ${machine} 200`,
  `GET ${machine}/extensions/{vmExtensionName} 200`,
  `GET ${vault} 200`,
  `GET ${vault}/keys/{keyName} 200`,
  `GET ${vault}/keys/{keyName}/versions/{keyVersion} 200`,
];

/** What it sends besides, which no document in `../shared` has. */
const undocumented: readonly string[] = [
  "GET /subscriptions 200",
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200`,
  `GET ${group}/providers/Microsoft.Authorization/policyAssignments 200`,
];

/** Recorded lists of VMs have of each extension its id alone. */
const expectedProblems: Readonly<Record<string, readonly string[]>> = {
  [`GET ${subscription}/providers/Microsoft.Compute/virtualMachines 200`]: listedExtensions,
};

describe("Maintaining an encrypted VM, against Microsoft's documents", () => {
  let validated: Validated = { problems: new Map(), undocumented: new Set() };

  before(async () => {
    const exchanges: Exchange[] = [];
    const azure = await connect({
      fleet: contosoWithShortKeys(),
      observe: (exchange) => exchanges.push(exchange),
    });
    await maintain(azure);
    validated = await validateExchanges(exchanges);
  });

  itHoldsOperations({ documented, undocumented, expectedProblems }, () => validated);
});

/** Encrypts data disks, rotates their key, formats a disk that was added, removes the extension. */
async function maintain(azure: SandboxConnection): Promise<void> {
  const wished = { keyVaultId: VAULT, keyEncryptionKeyUrl: KEY };
  const first = await factsOf(azure, wished);
  const script = probeScriptFor(first);
  const carryOut = async (plan: Parameters<typeof approve>[1]): Promise<void> => {
    const wiping = plan.steps.find(({ destroys }) => destroys !== undefined);
    const destruction =
      wiping === undefined
        ? []
        : [approveDestruction(azure, plan, wiping.id, [plan.target, ...(wiping.destroys ?? [])].join(" "))];
    await apply(azure, plan, approve(azure, plan, plan.target), { destruction });
  };
  await carryOut(planEncryption(first));
  await watch(azure, LINUX, { script });
  await carryOut(planNewKeyVersion(await observeKeyVersions(azure, KEY, VAULT)));
  const { newest } = await observeKeyVersions(azure, KEY, VAULT);
  const rotated = {
    keyVaultId: VAULT,
    keyEncryptionKeyUrl: newest.kind === "known" ? newest.value.url : KEY,
  };
  await carryOut(planAdeKeyRotation(await factsOf(azure, rotated)));
  await observeAdeKeys(azure, LINUX);
  azure.sandbox.outsideAzure.addDisk(first.virtualMachine.id, {
    diskSizeGB: 64,
    mountPoint: "/data3",
    fileSystem: "xfs",
  });
  const facts = await factsOf(azure, rotated);
  const contents = await readContents(azure, facts.virtualMachine, contentsScript(facts));
  await carryOut(planFormatAndEncrypt(facts, contents));
  await watch(azure, LINUX, { script });
  await carryOut(planRemoveExtension(await factsOf(azure, rotated), { whileEncrypted: true }));
}

async function factsOf(azure: SandboxConnection, wished: ObserveOptions): Promise<EncryptionFacts> {
  const observed = await observe(azure, LINUX, wished);
  const guest = await readGuest(azure, observed.virtualMachine, probeScriptFor(observed));
  return await observe(azure, LINUX, { ...wished, guest });
}
