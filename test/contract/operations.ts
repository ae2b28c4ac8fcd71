const subscription = "/subscriptions/{subscriptionId}";
const group = `${subscription}/resourceGroups/{resourceGroupName}`;
const compute = `${group}/providers/Microsoft.Compute`;
const machine = `${compute}/virtualMachines/{vmName}`;
const snapshot = `${compute}/snapshots/{snapshotName}`;
const extension = `${machine}/extensions/{vmExtensionName}`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`;

/**
 * Every operation that the runbook sends and the status it is answered, by the path of Microsoft's documents. Kept by hand: a request
 * that is new here is looked at before it is accepted. A long-running operation has its final answer too.
 */
export const documentedOperations: readonly string[] = [
  `GET ${subscription}/providers/Microsoft.Compute/skus 200`,
  `GET ${subscription}/providers/Microsoft.Compute/virtualMachines 200`,
  `GET ${machine} 200`,
  `GET ${machine} 404`,
  `POST ${machine}/runCommand 202`,
  `POST ${machine}/runCommand 200`,
  `POST ${machine}/restart 202`,
  `POST ${machine}/restart 200`,
  `PUT ${extension} 201`,
  `PUT ${extension} 200`,
  `GET ${extension} 200`,
  `GET ${compute}/disks/{diskName} 200`,
  `PUT ${snapshot} 202`,
  `PUT ${snapshot} 200`,
  `GET ${snapshot} 200`,
  `GET ${vault} 200`,
  `GET ${vault} 404`,
  `PUT ${vault} 200`,
  `PATCH ${vault} 200`,
  `PUT ${vault}/keys/{keyName} 200`,
  `GET ${vault}/keys/{keyName}/versions/{keyVersion} 200`,
  "GET /keys/{key-name}/versions 401",
  "GET /keys/{key-name}/versions 200",
  "GET /secrets/{secret-name}/versions 401",
  "GET /secrets/{secret-name}/versions 200",
];

/** A list names a VM's extensions by their ids alone (recorded, 2019 and 2024); the document asks for a location too. */
export const listedExtensions: readonly string[] = [
  "answer: /value/{index}/resources/{index}/location: OBJECT_MISSING_REQUIRED_PROPERTY: Missing required property: location",
];

/** What it sends besides, which no document in `../shared` has. */
export const undocumentedOperations: readonly string[] = [
  "GET /subscriptions 200",
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200`,
  `GET ${subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200`,
  `GET ${group}/providers/Microsoft.Authorization/policyAssignments 200`,
];

/** Operations of {@link documentedOperations} that are compared with no recorded exchange, and why. */
export const unrecordedOperations: Readonly<Record<string, string>> = {
  [`GET ${subscription}/providers/Microsoft.Compute/skus 200`]: "nobody recorded it",
  [`POST ${machine}/runCommand 202`]: "recorded is the run command resource alone, not the action",
  [`POST ${machine}/runCommand 200`]: "recorded is the run command resource alone, not the action",
  [`POST ${machine}/restart 200`]: "its end is compared where the sandbox repeats a recorded session",
  [`PUT ${snapshot} 200`]: "its end is compared as what the status URL answers",
  [`PATCH ${vault} 200`]: "recorded clients change a vault by PUT",
  [`PUT ${vault}/keys/{keyName} 200`]: "recorded clients make keys on the data plane",
  [`GET ${vault}/keys/{keyName}/versions/{keyVersion} 200`]: "recorded clients read keys on the data plane",
  "GET /secrets/{secret-name}/versions 401": "recorded clients list no versions of a secret",
  "GET /secrets/{secret-name}/versions 200": "recorded clients list no versions of a secret",
};
