/**
 * Writes a fleet as somebody would export it, from what the sandbox answers: the shapes that `az ... list` prints, `az graph query`, and the CSV that
 * Resource Graph Explorer downloads.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";

const { clientsOf } = createRequire(import.meta.url)("@runbooks/disk-encryption/clients");

/** What each kind of export tells of a fleet. That an export has no extension of a VM does not say that the VM has none. */
export const exportKinds = {
  "az list": { powerStates: true, reports: false, extensions: true, absence: true },
  "az graph query": { powerStates: true, reports: false, extensions: true, absence: false },
  "Explorer CSV": { powerStates: true, reports: false, extensions: true, absence: false },
};

/**
 * Writes the files of one kind into a folder.
 *
 * @param kind - a key of `exportKinds`.
 */
export async function writeExport(azure, kind, folder) {
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write("subscriptions.json", json(azure.subscriptions.map(accountOf)));
  if (kind === "az list") {
    for (const [name, records] of Object.entries(await azLists(azure))) write(`${name}.json`, json(records));
    return;
  }
  const rows = await graphRows(azure);
  if (kind === "az graph query") {
    write(
      "fleet.json",
      json({ count: rows.length, data: rows, skip_token: null, total_records: rows.length }),
    );
    return;
  }
  // Explorer writes what is no text as JSON, and starts with a byte-order mark.
  const cell = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : value);
  const lines = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, cell(value)])),
  );
  write("fleet.csv", stringify(lines, { header: true, bom: true }));
}

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

const accountOf = ({ subscriptionId, displayName }) => ({
  cloudName: "AzureCloud",
  id: subscriptionId,
  isDefault: false,
  name: displayName,
  state: "Enabled",
  tenantId: "00000000-0000-0000-0000-000000000000",
  user: { name: "lena@contoso.example", type: "user" },
});

const lists = {
  vms: ["virtualMachines", "2025-04-01"],
  disks: ["disks", "2025-01-02"],
  snapshots: ["snapshots", "2025-01-02"],
  images: ["images", "2025-04-01"],
  sets: ["diskEncryptionSets", "2025-01-02"],
};

/** `az vm list -d`, `az disk list`, `az snapshot list`, `az image list`, `az disk-encryption-set list`. */
async function azLists(azure) {
  const found = {};
  const powerStates = new Map();
  for (const { subscriptionId } of azure.subscriptions) {
    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute`;
    for (const [name, [list, apiVersion]] of Object.entries(lists))
      (found[name] ??= []).push(...(await allOf(azure, `${path}/${list}?api-version=${apiVersion}`)));
    const withStatus = `${path}/virtualMachines?statusOnly=true&api-version=2025-04-01`;
    for (const { id, properties } of await allOf(azure, withStatus)) {
      const status = properties.instanceView.statuses.find(({ code }) => code.startsWith("PowerState/"));
      powerStates.set(id.toLowerCase(), status.displayStatus);
    }
  }
  return {
    ...Object.fromEntries(Object.entries(found).map(([name, bodies]) => [name, bodies.map(flat)])),
    vms: (await detailed(azure, found.vms)).map((body) => ({
      ...flat(body),
      fqdns: "",
      macAddresses: "",
      powerState: powerStates.get(body.id.toLowerCase()),
      privateIps: "",
      publicIps: "",
    })),
  };
}

/** With `-d` the Azure CLI asks for each VM by itself, and has its extensions whole. */
async function detailed(azure, virtualMachines) {
  const found = [];
  for (const body of virtualMachines) {
    if (body.resources === undefined) {
      found.push(body);
      continue;
    }
    const answer = await azure.get(`${body.id}?$expand=instanceView&api-version=2025-04-01`);
    const { resources } = JSON.parse(answer.body);
    found.push({ ...body, resources: resources.map(flatExtension) });
  }
  return found;
}

/** A resource has a type too. */
const flatExtension = ({ id, name, location, properties }) => ({
  ...properties,
  id,
  name,
  location,
  resourceGroup: id.split("/")[4],
  type: "Microsoft.Compute/virtualMachines/extensions",
  typePropertiesType: properties.type,
});

/** The Azure CLI puts the properties beside the rest, names the resource group, and prints null for much that is not there. */
function flat({ properties, ...body }) {
  const { diskSizeGB, ...rest } = properties;
  return {
    managedBy: null,
    resources: null,
    tags: null,
    diskEncryptionSetId: null,
    encryptionSettingsCollection: null,
    ...body,
    ...rest,
    ...(diskSizeGB === undefined ? {} : { diskSizeGb: diskSizeGB }),
    resourceGroup: body.id.split("/")[4],
  };
}

async function allOf(azure, first) {
  const entries = [];
  for (let url = first; url !== undefined;) {
    const { status, body } = await azure.get(url);
    if (status !== 200) throw new Error(`${url}: ${status}`);
    const { value, nextLink } = JSON.parse(body);
    entries.push(...value);
    url = nextLink;
  }
  return entries;
}

async function graphRows(azure) {
  const client = clientsOf(azure).resourceGraph();
  const types = [
    "virtualmachines",
    "virtualmachines/extensions",
    "disks",
    "snapshots",
    "images",
    "diskencryptionsets",
  ];
  const query = `resources | where type in~ (${types.map((type) => `'microsoft.compute/${type}'`).join(", ")}) | order by id asc`;
  const rows = [];
  let skipToken;
  do {
    const answer = await client.resources({
      query,
      subscriptions: azure.subscriptions.map(({ subscriptionId }) => subscriptionId),
      options: { top: 1000, resultFormat: "objectArray", ...(skipToken === undefined ? {} : { skipToken }) },
    });
    // The client makes an object with numbered fields of the list.
    rows.push(...Object.values(answer.data));
    ({ skipToken } = answer);
  } while (skipToken !== undefined);
  return rows;
}
