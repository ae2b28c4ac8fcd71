import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { production } from "../sandbox/contoso";
import type { Part } from "./traffic";

/** An exchange of the library's runbook, and the recorded exchange of a client of Microsoft's that did the same. */
export interface LibraryCase {
  readonly part: Part;
  readonly find: (exchange: Exchange) => boolean;
  /** The first that is found, unless said. */
  readonly which?: "first" | "last";
  readonly recording: string;
  readonly place: number;
}

const disk = "azure-cli/vm.latest.test_vm_managed_disk";
const diskOfImage = "azure-cli/vm.latest.test_vm_os_disk_swap";
const windows = "azure-cli/vm.latest.test_vm_disk_encryption_e2e";
const linux = "azure-libraries-for-net/CanEncrypt";
const newVault = "azure-cli/keyvault.latest.test_keyvault_public_network_access";
const keys = "azure-cli/keyvault.latest.test_keyvault_key";
const power = "azure-cli/vm.latest.test_vm_create_state_modifications";
const failure =
  "azure-xplat-cli/arm_compute_vm_should_deserialize_and_then_fail_on_invalid_thumbprint_when_client_secret_not_specified";

/** What is sent to a path (its end), and what was answered. */
function request(method: string, path: RegExp, status: number): LibraryCase["find"] {
  return (exchange) =>
    exchange.method === method && exchange.status === status && path.test(new URL(exchange.url).pathname);
}

/** A poll of an operation on VMs or on disks, by the word of its status. */
function poll(kind: "operations" | "DiskOperations", word: string): LibraryCase["find"] {
  return ({ url, responseBody }) =>
    url.includes(`/${kind}/`) &&
    typeof responseBody === "object" &&
    responseBody !== null &&
    "status" in responseBody &&
    responseBody.status === word;
}

const isEnable = ({ requestBody }: Exchange): boolean =>
  JSON.stringify(requestBody ?? {}).includes("EnableEncryption");
const isDisable = ({ requestBody }: Exchange): boolean =>
  JSON.stringify(requestBody ?? {}).includes("DisableEncryption");
const both =
  (...conditions: readonly LibraryCase["find"][]): LibraryCase["find"] =>
  (exchange) =>
    conditions.every((condition) => condition(exchange));

const extension = /\/extensions\/[^/]+$/;
const machine = /\/virtualMachines\/[^/]+$/;
const vault = /\/vaults\/[^/]+$/;
const snapshotOfDataDisk = /\/snapshots\/[^/]+data-0-before-ade-\d+$/;
// A Run Command's operation has its output, an extension's has none.
const isWithoutResult = ({ responseBody }: Exchange): boolean =>
  typeof responseBody === "object" && responseBody !== null && !("properties" in responseBody);
// Before anything is done to a VM it has no extension; afterwards it has `resources`.
const hasExtension = ({ responseBody }: Exchange): boolean =>
  typeof responseBody === "object" && responseBody !== null && "resources" in responseBody;

export const libraryCases: Readonly<Record<string, LibraryCase>> = {
  "reading a vault that is not there": {
    part: "vaults",
    find: request("GET", vault, 404),
    recording: newVault,
    place: 0,
  },
  "creating a vault": { part: "vaults", find: request("PUT", vault, 200), recording: newVault, place: 2 },
  "reading a vault": { part: "windows", find: request("GET", vault, 200), recording: windows, place: 30 },
  "listing the VMs of a subscription": {
    part: "windows",
    find: both(request("GET", /\/subscriptions\/[^/]+\/providers\/[^/]+\/virtualMachines$/, 200), ({ url }) =>
      url.includes(production),
    ),
    which: "last",
    recording: "cloud-custodian/VMTest.virtual_machine_instance",
    place: 0,
  },
  "reading an unencrypted Windows VM": {
    part: "windows",
    find: request("GET", machine, 200),
    recording: windows,
    place: 22,
  },
  "reading a VM that is not there": {
    part: "refusals",
    find: request("GET", machine, 404),
    which: "last",
    recording: disk,
    place: 33,
  },
  "reading an OS disk": {
    part: "windows",
    find: request("GET", /\/disks\/[^/]+osdisk$/, 200),
    recording: diskOfImage,
    place: 30,
  },
  "reading a data disk": {
    part: "windows",
    find: request("GET", /\/disks\/[^/]+data-0$/, 200),
    recording: disk,
    place: 3,
  },
  "snapshotting a disk": {
    part: "windows",
    find: request("PUT", snapshotOfDataDisk, 202),
    recording: disk,
    place: 29,
  },
  "waiting for a snapshot": {
    part: "windows",
    find: poll("DiskOperations", "InProgress"),
    recording: disk,
    place: 30,
  },
  "waiting for a snapshot, over": {
    part: "windows",
    find: both(poll("DiskOperations", "Succeeded"), ({ responseBody }) =>
      JSON.stringify(responseBody).includes("data-0-before-ade"),
    ),
    recording: disk,
    place: 31,
  },
  "reading a snapshot": {
    part: "windows",
    find: request("GET", snapshotOfDataDisk, 200),
    recording: disk,
    place: 32,
  },
  "enabling on Windows": {
    part: "windows",
    find: both(request("PUT", extension, 201), isEnable),
    recording: windows,
    place: 31,
  },
  "waiting for the extension": {
    part: "windows",
    find: poll("operations", "InProgress"),
    recording: windows,
    place: 32,
  },
  "waiting for the extension, over": {
    part: "windows",
    find: both(poll("operations", "Succeeded"), isWithoutResult),
    recording: windows,
    place: 39,
  },
  "waiting for the extension, failed": {
    part: "refusals",
    find: poll("operations", "Failed"),
    recording: failure,
    place: 9,
  },
  "reading the extension after enabling": {
    part: "windows",
    find: request("GET", extension, 200),
    recording: windows,
    place: 40,
  },
  "reading an encrypted Windows VM": {
    part: "windows",
    find: both(request("GET", machine, 200), hasExtension, ({ responseBody }) =>
      JSON.stringify(responseBody).includes("EncryptionState/encrypted"),
    ),
    recording: windows,
    place: 42,
  },
  "disabling on Windows": {
    part: "windows",
    find: both(request("PUT", extension, 200), isDisable),
    recording: windows,
    place: 44,
  },
  "reading the extension after disabling": {
    part: "windows",
    find: request("GET", extension, 200),
    which: "last",
    recording: windows,
    place: 48,
  },
  "enabling on Linux": {
    part: "linuxData",
    find: both(request("PUT", extension, 201), isEnable),
    recording: linux,
    place: 64,
  },
  "reading the extension on Linux": {
    part: "linuxData",
    find: request("GET", extension, 200),
    recording: linux,
    place: 71,
  },
  "reading an encrypted Linux VM": {
    part: "linuxData",
    find: both(request("GET", machine, 200), hasExtension),
    which: "last",
    recording: linux,
    place: 73,
  },
  "restarting a VM": {
    part: "linuxOs",
    find: request("POST", /\/restart$/, 202),
    recording: power,
    place: 57,
  },
  "reading a key's versions without a token": {
    part: "windows",
    find: request("GET", /\/keys\/[^/]+\/versions$/, 401),
    recording: keys,
    place: 1,
  },
  "reading a key's versions": {
    part: "windows",
    find: request("GET", /\/keys\/[^/]+\/versions$/, 200),
    recording: keys,
    place: 21,
  },
};
