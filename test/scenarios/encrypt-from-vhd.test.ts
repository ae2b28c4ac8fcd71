import assert from "node:assert/strict";
import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import type { ApplyOptions } from "../../lib/disk-encryption/change/apply";
import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import type { StoreKeyRequest } from "../../lib/disk-encryption/jobs/store-key/observe";
import type { UploadFacts } from "../../lib/disk-encryption/jobs/upload-disk/observe";
import { observeCopy, planCopyByUpload } from "../../lib/disk-encryption/jobs/upload-disk/plan-copy";
import { type KeyMaterial, keyMaterialFromPassphrase } from "../../lib/disk-encryption/nouns/key-material";
import { RunbookError } from "@runbooks/azure";
import { apply, approve, connect, probeScript, verify } from "@runbooks/disk-encryption";
import { observeStoreKey } from "../../lib/disk-encryption/jobs/store-key/observe";
import { observeUpload } from "../../lib/disk-encryption/jobs/upload-disk/observe";
import { observeVirtualMachineFromDisk } from "../../lib/disk-encryption/jobs/create-vm-from-disk/observe";
import { planStoreKey } from "../../lib/disk-encryption/jobs/store-key/plan";
import { planUpload } from "../../lib/disk-encryption/jobs/upload-disk/plan";
import { planVirtualMachineFromDisk } from "../../lib/disk-encryption/jobs/create-vm-from-disk/plan";
import { readBekFile } from "../../lib/disk-encryption/jobs/store-key/read-bek-file";
import { updateProperties } from "../../lib/sandbox/state";
import { aBek, KEY_BYTE } from "../disk-encryption/nouns/a-bek";
import { holdsText } from "../holds-text";
import {
  linuxVhd,
  vhdFolder,
  windowsVhd,
  type VhdFolder,
} from "../disk-encryption/jobs/upload-disk/vhd-files";
import { STARTUP_KEY } from "../vhd/build/bitlocker";
import { dynamicVhd, MiB } from "../vhd/build/vhd";
import { mbrDisk } from "../vhd/build/disks";
import { sparse } from "../vhd/build/sparse-bytes";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const subscription = "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001";
const compute = `${subscription}/resourceGroups/rg-web-weu/providers/Microsoft.Compute`;
const diskId = `${compute}/disks/own-os`;
const vmId = `${compute}/virtualMachines/vm-own`;
const keyVaultId = `${subscription}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-weu`;
const keys = "https://kv-contoso-weu.vault.azure.net/keys";
const keyEncryptionKeyUrl = `${keys}/kek-ade-2048/f5be991329e93634825a1fc0b555d4a5`;
const longKeyUrl = `${keys}/kek-ade/e571ae1f1c0eb480e9394cf165d4f4f5`;
const subnetId = `${subscription}/resourceGroups/rg-web-weu/providers/Microsoft.Network/virtualNetworks/vnet-web-weu/subnets/default`;
const location = "westeurope";

interface Bench {
  readonly azure: SandboxConnection;
  readonly seen: readonly Exchange[];
}

async function bench(): Promise<Bench> {
  const seen: Exchange[] = [];
  const azure = await connect({ observe: (exchange) => seen.push(exchange) });
  return { azure, seen };
}

const carryOut = (azure: SandboxConnection, plan: Plan, options: ApplyOptions = {}): Promise<unknown> =>
  apply(azure, plan, approve(azure, plan, plan.hash), options);

const failureOf = async (action: () => unknown): Promise<RunbookError> => {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    return error;
  }
  throw new Error("It went well.");
};

const facts = (azure: SandboxConnection, path: string): Promise<UploadFacts> =>
  observeUpload(azure, { path, diskId, location });

const stateOfDisk = async (azure: SandboxConnection): Promise<string | undefined> =>
  (
    await clientsOf(azure)
      .compute(subscription.split("/")[2] ?? "")
      .disks.get("rg-web-weu", "own-os")
  ).diskState;

const pageWrites = (seen: readonly Exchange[]): number =>
  seen.filter(({ method, url }) => method === "PUT" && url.includes("comp=page")).length;

/** What is in the blob behind a disk. */
const blobOf = (azure: SandboxConnection, id: string, from = 0, to = 24 * MiB + 512): Promise<Buffer> =>
  azure.sandbox.world.blobs.read(id, from, to - from);

/** Writes into a file, of which neither size nor time tells it then. */
function overwrite(
  path: string,
  ...pieces: readonly { readonly at: number; readonly bytes: Buffer }[]
): void {
  const { atime, mtime } = statSync(path);
  const file = openSync(path, "r+");
  for (const { at, bytes } of pieces) writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
  utimesSync(path, atime, mtime);
}

/** Has something else answer the requests of one URL; answers how to end it. */
function answering(
  { sandbox }: SandboxConnection,
  url: RegExp,
  answer: (request: Request, carryOutRequest: (request: Request) => Promise<Response>) => Promise<Response>,
): () => void {
  const carryOutRequest = sandbox.fetch.bind(sandbox);
  sandbox.fetch = (request) =>
    url.test(request.url) ? answer(request, carryOutRequest) : carryOutRequest(request);
  return () => {
    sandbox.fetch = carryOutRequest;
  };
}

const refused = (): Promise<Response> =>
  Promise.resolve(
    Response.json({ error: { code: "Conflict", message: "(test) Not now." } }, { status: 409 }),
  );

/** As a blob service refuses, of which its client does not ask again. */
const notNow = (): Promise<Response> =>
  Promise.resolve(new Response(undefined, { status: 412, headers: { "x-ms-error-code": "Test" } }));

/** An answer that arrives without its end, where it has a text in it. */
const cutWhere =
  (text: string) =>
  async (request: Request, carryOutRequest: (request: Request) => Promise<Response>): Promise<Response> => {
    const answer = await carryOutRequest(request);
    const body = await answer.text();
    const { status, headers } = answer;
    return new Response(body.includes(text) ? body.slice(0, -2) : body, { status, headers });
  };

async function store(
  azure: SandboxConnection,
  material: KeyMaterial,
  changes: Partial<StoreKeyRequest> = {},
): Promise<string> {
  const request: StoreKeyRequest = { keyVaultId, vmId, location, material, ...changes };
  const plan = planStoreKey(await observeStoreKey(azure, request));
  await carryOut(azure, plan, { secrets: { volumeKey: material } });
  const [action] = plan.steps.map((step) => step.action);
  assert.ok(action?.kind === "store-key");
  return action.secretName;
}

async function makeVirtualMachine(azure: SandboxConnection, secretName: string): Promise<void> {
  const request = {
    vmId,
    location,
    vmSize: "Standard_D2s_v5",
    osDiskId: diskId,
    keyVaultId,
    secretName,
    subnetId,
  };
  const plan = planVirtualMachineFromDisk(await observeVirtualMachineFromDisk(azure, request));
  assert.deepEqual(
    plan.steps.map(({ id }) => id),
    ["1-set-disk-encryption-settings", "2-create-virtual-machine"],
  );
  await carryOut(azure, plan);
  const again = planVirtualMachineFromDisk(await observeVirtualMachineFromDisk(azure, request));
  assert.deepEqual(again.steps, []);
}

/** Does something once, when the first pages are sent. */
const onFirstPages = (action: () => void): ApplyOptions => {
  let isDone = false;
  return {
    onProgress: ({ detail }) => {
      if (isDone || detail === undefined) return;
      isDone = true;
      action();
    },
  };
};

describe("A VM from an operator's own VHD", () => {
  let folder: VhdFolder;
  let bek: string;
  before(() => {
    folder = vhdFolder();
    bek = join(folder.path, `${STARTUP_KEY.id}.BEK`);
    writeFileSync(bek, aBek(STARTUP_KEY.id));
  });
  after(() => {
    folder.remove();
  });

  it("of Windows starts with its .bek file, wrapped with a key encryption key, and is proven encrypted", async () => {
    const { azure, seen } = await bench();
    const upload = await facts(azure, folder.write("windows.vhd", windowsVhd()));
    await carryOut(azure, planUpload(upload));
    const material = await readBekFile(bek);
    const secretName = await store(azure, material, { keyEncryptionKeyUrl, report: upload.report });
    await makeVirtualMachine(azure, secretName);
    const proof = await verify(azure, vmId, { script: probeScript("Windows") });
    assert.equal(proof.proven, true);
    assert.deepEqual(
      proof.disks.map(({ azureDiskEncryption }) => azureDiskEncryption),
      [{ state: "encrypted" }],
    );
    // The key in hexadecimal and in base64, and every signature.
    const shown = JSON.stringify([seen, azure.changes]);
    const inBase64 = Buffer.alloc(30, KEY_BYTE).toString("base64");
    assert.ok(shown.includes("(not shown)"));
    assert.ok(!shown.includes(inBase64) && !shown.includes("a5a5a5a5"));
    assert.doesNotMatch(shown, /sig=(?!%28not)/);
    assert.equal(azure.diskAccesses.of(diskId), undefined);
  });

  it("of Linux starts with its passphrase, without a key encryption key", async () => {
    const { azure, seen } = await bench();
    const upload = await facts(azure, folder.write("linux.vhd", linuxVhd()));
    await carryOut(azure, planUpload(upload));
    const material = keyMaterialFromPassphrase("correct horse battery staple");
    await makeVirtualMachine(azure, await store(azure, material, { report: upload.report }));
    const proof = await verify(azure, vmId, { script: probeScript("Linux") });
    assert.equal(proof.proven, true);
    const text = JSON.stringify([seen, azure.changes]);
    assert.ok(!text.includes("horse"));
    assert.ok(!text.includes(Buffer.from("correct horse").toString("base64").slice(0, 12)));
  });

  it("has its key wrapped by the vault, where the algorithm is not one for this machine", async () => {
    const { azure, seen } = await bench();
    await store(azure, await readBekFile(bek), { keyEncryptionKeyUrl, algorithm: "RSA-OAEP-256" });
    const wrapping = seen.filter(({ url }) => url.includes("/wrapkey"));
    assert.deepEqual(
      wrapping.map(({ requestBody }) => requestBody),
      [{ alg: "RSA-OAEP-256", value: "(not shown)" }],
    );
  });

  it("waits for its key where another VHD's .bek file was stored for it, which the plan foretells", async () => {
    const { azure } = await bench();
    const upload = await facts(azure, folder.write("windows.vhd", windowsVhd()));
    await carryOut(azure, planUpload(upload));
    const foreign = "11112222-3333-4444-8555-666677778888";
    const path = join(folder.path, "foreign.BEK");
    writeFileSync(path, aBek(foreign));
    const material = await readBekFile(path);
    const request = { keyVaultId, vmId, location, material, report: upload.report };
    const observed = await observeStoreKey(azure, request);
    const { code, message } = await failureOf(() => planStoreKey(observed));
    assert.equal(code, "PlanBlocked");
    assert.match(message, new RegExp(`${foreign}.BEK opens no volume .* startup keys are ${STARTUP_KEY.id}`));
    // Without the VHD's report nobody can tell: Azure takes the key, and the VM does not come up.
    await makeVirtualMachine(azure, await store(azure, material));
    const proof = await verify(azure, vmId, { script: probeScript("Windows") });
    assert.equal(proof.proven, false);
  });
});

describe("A volume's key that can't be stored", () => {
  let folder: VhdFolder;
  before(() => {
    folder = vhdFolder();
  });
  after(() => {
    folder.remove();
  });

  it("is too long for its key encryption key: refused before anything is sent, in spite of an override too", async () => {
    const { azure, seen } = await bench();
    const path = join(folder.path, "long.BEK");
    writeFileSync(path, aBek(STARTUP_KEY.id, { keySizeInBytes: 100 }));
    const material = await readBekFile(path);
    assert.equal(material.lengthInBytes, 224);
    const observed = await observeStoreKey(azure, {
      keyVaultId,
      vmId,
      location,
      material,
      keyEncryptionKeyUrl,
    });
    const plan = planStoreKey(observed);
    assert.deepEqual(
      plan.blockers.map(({ requirement, evidence, fix }) => [requirement, evidence, fix]),
      [
        [
          "key-encryption-key",
          "The volume's key has 224 bytes; RSA-OAEP with kek-ade-2048, of 2048 bits, wraps at most 214.",
          "Use a key encryption key of 3072 bits, or none.",
        ],
      ],
    );
    assert.equal((await failureOf(() => carryOut(azure, plan))).code, "PlanBlocked");
    assert.ok(!seen.some(({ method }) => method === "PUT" || method === "POST"));
    const wider = planStoreKey(
      await observeStoreKey(azure, {
        keyVaultId,
        vmId,
        location,
        material,
        keyEncryptionKeyUrl: longKeyUrl,
      }),
    );
    assert.deepEqual(wider.blockers, []);
  });

  it("is another one than the plan was made for", async () => {
    const { azure } = await bench();
    const [one, other] = [STARTUP_KEY.id, "11112222-3333-4444-8555-666677778888"].map((guid) => {
      const path = join(folder.path, `${guid}.BEK`);
      writeFileSync(path, aBek(guid));
      return path;
    });
    const material = await readBekFile(one ?? "");
    const plan = planStoreKey(await observeStoreKey(azure, { keyVaultId, vmId, location, material }));
    const mistaken = { secrets: { volumeKey: await readBekFile(other ?? "") } };
    const failure = await failureOf(() => carryOut(azure, plan, mistaken));
    assert.equal(failure.code, "ArgumentInvalid");
    assert.match(failure.message, /it opens protector 11112222-.*, not 7A4E21B6-/);
    assert.equal((await failureOf(() => carryOut(azure, plan))).code, "SecretMissing");
    material.dispose();
    const gone = await failureOf(() => carryOut(azure, plan, { secrets: { volumeKey: material } }));
    assert.equal(gone.code, "SecretDisposed");
  });

  for (const [what, isThere] of [
    ["is there meanwhile, where there was none", false],
    ["has another version meanwhile", true],
  ] as const) {
    it(`${what}: nothing is sent`, async () => {
      const { azure } = await bench();
      const passphrase = (text: string): KeyMaterial => keyMaterialFromPassphrase(text);
      if (isThere) await store(azure, passphrase("the first of three passphrases"));
      const material = passphrase("correct horse battery staple");
      const request = { keyVaultId, vmId, location, material };
      const plan = planStoreKey(await observeStoreKey(azure, request));
      // A vault tells its versions apart by the second.
      azure.sandbox.clock.advance(1000);
      const secretName = await store(azure, passphrase("somebody else's passphrase"));
      const sent = azure.changes.length;
      const failure = await failureOf(() => carryOut(azure, plan, { secrets: { volumeKey: material } }));
      assert.equal(failure.code, "StateChanged");
      assert.match(failure.message, new RegExp(secretName));
      assert.equal(azure.changes.length, sent);
      const again = planStoreKey(await observeStoreKey(azure, request));
      await carryOut(azure, again, { secrets: { volumeKey: material } });
    });
  }

  it("is in no error where Azure's answer, which repeats it, arrives without its end", async () => {
    const { azure } = await bench();
    const material = keyMaterialFromPassphrase("correct horse battery staple");
    const plan = planStoreKey(await observeStoreKey(azure, { keyVaultId, vmId, location, material }));
    const inBase64 = Buffer.from("correct horse battery staple").toString("base64");
    answering(azure, /\/secrets\//, cutWhere(inBase64));
    const failure = await failureOf(() => carryOut(azure, plan, { secrets: { volumeKey: material } }));
    assert.match(failure.message, /Azure's answer \(HTTP 200\) can't be read/);
    assert.match(failure.hint, /Azure had accepted the request, or may have, and may be at it/);
    assert.equal(azure.changes.at(-1)?.outcome?.kind, "unknown");
    assert.ok(!holdsText([failure, azure.changes], new RegExp(`horse|${inBase64.slice(0, 16)}`)));
  });

  it("has the name of a secret that was deleted", async () => {
    const { azure } = await bench();
    const path = join(folder.path, "deleted.BEK");
    writeFileSync(path, aBek(STARTUP_KEY.id));
    const material = await readBekFile(path);
    const secretName = await store(azure, material);
    const request = { keyVaultId, vmId, location, material };
    assert.deepEqual(planStoreKey(await observeStoreKey(azure, request)).steps, []);
    const vault = azure.sandbox.world.vaultContents.get("kv-contoso-weu");
    const versions = vault?.secrets.get(secretName);
    assert.ok(vault !== undefined && versions !== undefined);
    vault.secrets.delete(secretName);
    vault.deletedSecrets.set(secretName, { versions, deletedAt: azure.clock.now() });
    const observed = await observeStoreKey(azure, request);
    assert.match((await failureOf(() => planStoreKey(observed))).message, /deleted secret .* keeps its name/);
  });
});

describe("An upload of an operator's own VHD", () => {
  let folder: VhdFolder;
  let path: string;
  beforeEach(() => {
    folder = vhdFolder();
    path = folder.write("own.vhd", windowsVhd());
  });
  afterEach(() => {
    folder.remove();
  });

  it("sends what is not zeros, and leaves nothing to do", async () => {
    const { azure, seen } = await bench();
    const plan = planUpload(await facts(azure, path));
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      ["1-create-disk-for-upload", "2-grant-disk-access", "3-upload-pages", "4-end-disk-access"],
    );
    await carryOut(azure, plan);
    const sent = seen.filter(({ url }) => url.includes("comp=page&") || url.endsWith("comp=page"));
    const bytes = sent.map(({ requestBody }) => Number(/\((\d+) bytes\)/.exec(String(requestBody))?.[1]));
    assert.ok(bytes.reduce((sum, one) => sum + one, 0) < 1 * MiB, "of 24 MiB");
    assert.equal(await stateOfDisk(azure), "Unattached");
    assert.deepEqual(planUpload(await facts(azure, path)).steps, []);
  });

  it("sends nothing where the file changed since the plan", async () => {
    const { azure, seen } = await bench();
    const plan = planUpload(await facts(azure, path));
    appendFileSync(path, "x");
    const failure = await failureOf(() => carryOut(azure, plan));
    assert.equal(failure.code, "StateChanged");
    assert.match(failure.message, /no longer the file that the plan was made for/);
    assert.equal(pageWrites(seen), 0);
  });

  it("is not ended where the file changes meanwhile, and is begun anew", async () => {
    const { azure } = await bench();
    const plan = planUpload(await facts(azure, path));
    const { atime, mtime } = statSync(path);
    const change = onFirstPages(() => {
      // The last piece is read after the first is sent; size and time stay as they were.
      truncateSync(path, 24 * MiB);
      appendFileSync(path, Buffer.alloc(512, 1));
      utimesSync(path, atime, mtime);
    });
    const failure = await failureOf(() => carryOut(azure, plan, change));
    assert.equal(failure.code, "StateChanged");
    assert.equal(await stateOfDisk(azure), "ActiveUpload");
    folder.write("own.vhd", windowsVhd({ diskType: 2, uniqueId: "99999999888877776666555555555555" }));
    const again = planUpload(await facts(azure, path));
    assert.deepEqual(
      again.steps.map(({ id }) => id),
      [
        "1-end-disk-access",
        "2-delete-disk",
        "3-create-disk-for-upload",
        "4-grant-disk-access",
        "5-upload-pages",
        "6-end-disk-access",
      ],
    );
    await carryOut(azure, again);
    assert.equal(await stateOfDisk(azure), "Unattached");
  });

  it("puts right what was sent of a file that changed and was put back: size and time tell nothing of it", async () => {
    const { azure, seen } = await bench();
    const plan = planUpload(await facts(azure, path));
    const original = readFileSync(path);
    const changed = [22 * MiB + 512 * 1024, 14 * MiB].map((at) => ({ at, bytes: Buffer.alloc(4096, 0xee) }));
    overwrite(path, ...changed);
    assert.equal((await failureOf(() => carryOut(azure, plan))).code, "StateChanged");
    for (const { at, bytes } of changed)
      assert.deepEqual(await blobOf(azure, diskId, at, at + bytes.length), bytes, "it was sent");
    overwrite(path, { at: 0, bytes: original });
    const rest = planUpload(await facts(azure, path));
    assert.deepEqual(
      rest.steps.map(({ id }) => id),
      ["1-grant-disk-access", "2-upload-pages", "3-end-disk-access"],
    );
    const sent = pageWrites(seen);
    await carryOut(azure, rest);
    assert.equal(pageWrites(seen) - sent, 3, "what differed, what was too much, the footer");
    assert.equal(Buffer.compare(await blobOf(azure, diskId), original), 0);
    assert.equal(await stateOfDisk(azure), "Unattached");
  });

  it("that lacks its end alone has no footer until all is compared: nobody makes a disk of it before", async () => {
    const { azure } = await bench();
    const restore = answering(azure, /\/endGetAccess/, refused);
    const failure = await failureOf(async () => carryOut(azure, planUpload(await facts(azure, path))));
    assert.equal(failure.code, "Conflict");
    restore();
    const footer = (): Promise<Buffer> => blobOf(azure, diskId, 24 * MiB);
    const whole = await footer();
    assert.match(whole.toString("latin1"), /^conectix/);
    const controller = new AbortController();
    const stop = onFirstPages(() => {
      controller.abort();
    });
    const rest = planUpload(await facts(azure, path));
    await failureOf(() => carryOut(azure, rest, { ...stop, signal: controller.signal }));
    assert.deepEqual(await footer(), Buffer.alloc(512));
    await carryOut(azure, planUpload(await facts(azure, path)));
    assert.deepEqual(await footer(), whole);
    assert.equal(await stateOfDisk(azure), "Unattached");
  });

  it("fails without its signed URL, however deep one looks into the error", async () => {
    const { azure } = await bench();
    const restore = answering(azure, /comp=page(?:&|$)/, notNow);
    const ofPages = await failureOf(async () => carryOut(azure, planUpload(await facts(azure, path))));
    restore();
    assert.match(ofPages.message, /The blob behind disk own-os/);
    answering(azure, /./, cutWhere("accessSAS"));
    const ofGrant = await failureOf(async () => carryOut(azure, planUpload(await facts(azure, path))));
    assert.match(ofGrant.message, /Azure's answer \(HTTP 200\) can't be read/);
    for (const failure of [ofPages, ofGrant])
      assert.ok(!holdsText([failure, azure.changes], /sig=(?!%28not)/));
  });

  it("goes on where its access runs out meanwhile", async () => {
    const { azure, seen } = await bench();
    const runOut = onFirstPages(() => {
      azure.sandbox.clock.advance(25 * 60 * 60 * 1000);
    });
    await carryOut(azure, planUpload(await facts(azure, path)), runOut);
    assert.equal(seen.filter(({ url }) => url.includes("/beginGetAccess")).length, 2);
    assert.equal(await stateOfDisk(azure), "Unattached");
  });

  it("gives up where somebody takes its access away each time, and goes on at the next", async () => {
    const { azure } = await bench();
    const plan = planUpload(await facts(azure, path));
    const store = azure.sandbox.world.blobs;
    const grant = store.grant.bind(store);
    Object.assign(store, {
      grant: async (id: string, permissions: "r" | "rw") => {
        const url = await grant(id, permissions);
        await store.revoke(id);
        return url;
      },
    });
    const failure = await failureOf(() => carryOut(azure, plan));
    assert.match(failure.message, /granted 5 times more and refused each time/);
    assert.ok(!holdsText(failure, /sig=/));
    Object.assign(store, { grant });
    await carryOut(azure, planUpload(await facts(azure, path)));
    assert.equal(await stateOfDisk(azure), "Unattached");
  });

  it("is picked up where it was stopped, and what is there is not sent again", async () => {
    const { azure, seen } = await bench();
    const controller = new AbortController();
    const stop = onFirstPages(() => {
      controller.abort();
    });
    const plan = planUpload(await facts(azure, path));
    const failure = await failureOf(() => carryOut(azure, plan, { ...stop, signal: controller.signal }));
    assert.equal(failure.code, "Interrupted");
    assert.match(failure.hint, /what is there is not sent again/);
    assert.equal(await stateOfDisk(azure), "ActiveUpload");
    assert.ok(pageWrites(seen) < 11);
    const rest = planUpload(await facts(azure, path));
    assert.deepEqual(
      rest.steps.map(({ id }) => id),
      ["1-grant-disk-access", "2-upload-pages", "3-end-disk-access"],
    );
    await carryOut(azure, rest);
    assert.equal(await stateOfDisk(azure), "Unattached");
    assert.equal(pageWrites(seen), 11, "each piece once");
  });

  it("is not planned for a VHD of another kind, and the command that mends it is named", async () => {
    const { azure } = await bench();
    const disk = mbrDisk(24 * MiB, [
      { type: 7, startSector: 2048, sectorCount: 8192, holds: sparse(4 * MiB) },
    ]);
    const observed = await facts(azure, folder.write("dynamic.vhd", dynamicVhd(disk)));
    const { code, message, hint } = await failureOf(() => planUpload(observed));
    assert.equal(code, "PlanBlocked");
    assert.match(message, /dynamic\.vhd can't be uploaded as it is/);
    assert.match(hint, /qemu-img convert .*subformat=fixed/);
  });

  it("is not planned over a disk of that name that holds something else", async () => {
    const { azure } = await bench();
    const { disks } = clientsOf(azure).compute(subscription.split("/")[2] ?? "");
    const names: string[] = [];
    for await (const { name = "" } of disks.listByResourceGroup("rg-web-weu")) names.push(name);
    const taken = `${compute}/disks/${names[0] ?? ""}`;
    const observed = await observeUpload(azure, { path, diskId: taken, location });
    assert.match(
      (await failureOf(() => planUpload(observed))).message,
      /There is a disk .* already, Attached/,
    );
  });
});

describe("A copy of a disk's bytes by upload", () => {
  let folder: VhdFolder;
  before(() => {
    folder = vhdFolder();
  });
  after(() => {
    folder.remove();
  });

  it("has the bytes, and not the mark that the disk once had Azure Disk Encryption", async () => {
    const { azure, seen } = await bench();
    const upload = await facts(azure, folder.write("windows.vhd", windowsVhd()));
    await carryOut(azure, planUpload(upload));
    const { disks } = clientsOf(azure).compute(subscription.split("/")[2] ?? "");
    azure.sandbox.world.resources.put({
      ...(azure.sandbox.world.resources.get(diskId) ?? assert.fail()),
      properties: {
        ...azure.sandbox.world.resources.get(diskId)?.properties,
        encryptionSettingsCollection: { enabled: false, encryptionSettingsVersion: "1.1" },
      },
    });
    const copyId = `${compute}/disks/own-copy`;
    const request = { sourceDiskId: diskId, diskId: copyId };
    const sentBefore = pageWrites(seen);
    await carryOut(azure, planCopyByUpload(await observeCopy(azure, request)));
    const copy = await disks.get("rg-web-weu", "own-copy");
    assert.equal(copy.diskState, "Unattached");
    assert.equal(copy.osType, "Windows");
    assert.equal(copy.encryptionSettingsCollection, undefined);
    const [one, other] = [diskId, copyId].map((id) => azure.sandbox.world.uploads.get(id.toLowerCase()));
    assert.deepEqual(other, { ...one, diskId: copyId });
    const sent = seen.slice(0).filter(({ url, method }) => method === "PUT" && url.includes("comp=page"));
    assert.ok(sent.slice(sentBefore).every(({ requestBody }) => requestBody === undefined));
    assert.equal(await stateOfDisk(azure), "Unattached");
    assert.deepEqual(planCopyByUpload(await observeCopy(azure, request)).steps, []);
    assert.doesNotMatch(JSON.stringify(seen), /sig=(?!%28not)/);
  });

  it("has what is on a disk of a VM that is deallocated, of which nothing but its footer has to be copied", async () => {
    const { azure, seen } = await bench();
    const { world } = azure.sandbox;
    const guest = world.guests.get(`${compute}/virtualMachines/vm-web-01`.toLowerCase()) ?? assert.fail();
    guest.powerState = "deallocated";
    const sourceDiskId = [...guest.disks].find((id) => id.includes("osdisk")) ?? assert.fail();
    const copyId = `${compute}/disks/web-copy`;
    await carryOut(azure, planCopyByUpload(await observeCopy(azure, { sourceDiskId, diskId: copyId })));
    assert.equal(pageWrites(seen), 1);
    assert.equal(world.diskContents.get(copyId.toLowerCase())?.specification, guest.specification);
  });

  it("goes on where access to both disks runs out meanwhile", async () => {
    const { azure, seen } = await bench();
    await carryOut(azure, planUpload(await facts(azure, folder.write("windows.vhd", windowsVhd()))));
    const request = { sourceDiskId: diskId, diskId: `${compute}/disks/own-copy` };
    const plan = planCopyByUpload(await observeCopy(azure, request));
    const asked = (): number => seen.filter(({ url }) => url.includes("/beginGetAccess")).length;
    const before = asked();
    const runOut = onFirstPages(() => {
      azure.sandbox.clock.advance(25 * 60 * 60 * 1000);
    });
    await carryOut(azure, plan, runOut);
    assert.equal(asked() - before, 4, "each of the two twice");
    assert.deepEqual(planCopyByUpload(await observeCopy(azure, request)).steps, []);
  });

  describe("of a disk that is in use meanwhile", () => {
    const copyId = `${compute}/disks/own-copy`;
    const request = { sourceDiskId: diskId, diskId: copyId };
    const kindsOf = ({ steps }: Plan): readonly string[] => steps.map(({ action }) => action.kind);
    const plan = async (azure: SandboxConnection): Promise<Plan> =>
      planCopyByUpload(await observeCopy(azure, request));
    const use = ({ sandbox }: SandboxConnection): void => {
      sandbox.clock.advance(60_000);
      const LastOwnershipUpdateTime = sandbox.clock.now().toISOString();
      updateProperties(sandbox.world.resources, diskId, (properties) => ({
        ...properties,
        LastOwnershipUpdateTime,
      }));
    };
    const stateOf = async (azure: SandboxConnection, name: string): Promise<string | undefined> =>
      (
        await clientsOf(azure)
          .compute(subscription.split("/")[2] ?? "")
          .disks.get("rg-web-weu", name)
      ).diskState;

    async function uploaded(): Promise<SandboxConnection> {
      const { azure } = await bench();
      await carryOut(azure, planUpload(await facts(azure, folder.write("windows.vhd", windowsVhd()))));
      return azure;
    }

    it("is begun anew where it was stopped before", async () => {
      const azure = await uploaded();
      use(azure);
      const controller = new AbortController();
      const stop = onFirstPages(() => {
        controller.abort();
      });
      const begun = await plan(azure);
      await failureOf(() => carryOut(azure, begun, { ...stop, signal: controller.signal }));
      assert.equal(kindsOf(await plan(azure)).includes("delete-disk"), false, "it is gone on with");
      use(azure);
      const anew = await plan(azure);
      assert.equal(kindsOf(anew).includes("delete-disk"), true);
      await carryOut(azure, anew);
      assert.equal(await stateOf(azure, "own-copy"), "Unattached");
      const [one, other] = await Promise.all([blobOf(azure, diskId), blobOf(azure, copyId)]);
      assert.equal(Buffer.compare(one, other), 0);
    });

    it("gets no footer where that is seen at its end", async () => {
      const azure = await uploaded();
      const meanwhile = onFirstPages(() => {
        use(azure);
      });
      const begun = await plan(azure);
      const failure = await failureOf(() => carryOut(azure, begun, meanwhile));
      assert.equal(failure.code, "StateChanged");
      assert.match(failure.message, /Disk own-os was attached or detached/);
      assert.deepEqual(await blobOf(azure, copyId, 24 * MiB), Buffer.alloc(512));
      assert.equal(kindsOf(await plan(azure)).includes("delete-disk"), true);
    });

    it("is not whole any more", async () => {
      const azure = await uploaded();
      await carryOut(azure, await plan(azure));
      assert.deepEqual((await plan(azure)).steps, []);
      use(azure);
      assert.equal((await failureOf(() => plan(azure))).code, "PlanBlocked");
    });

    it("is the end of the access to its source alone, where that is what failed", async () => {
      const azure = await uploaded();
      const restore = answering(azure, /own-os\/endGetAccess/, refused);
      const begun = await plan(azure);
      assert.equal((await failureOf(() => carryOut(azure, begun))).code, "Conflict");
      restore();
      const [copy, source] = [await stateOf(azure, "own-copy"), await stateOf(azure, "own-os")];
      assert.deepEqual([copy, source], ["Unattached", "ActiveSAS"]);
      const rest = await plan(azure);
      assert.deepEqual(kindsOf(rest), ["end-disk-access"]);
      await carryOut(azure, rest);
      assert.equal(await stateOf(azure, "own-os"), "Unattached");
      assert.deepEqual((await plan(azure)).steps, []);
    });
  });

  it("fails without either signed URL, however deep one looks into the error", async () => {
    const { azure } = await bench();
    await carryOut(azure, planUpload(await facts(azure, folder.write("windows.vhd", windowsVhd()))));
    answering(azure, /comp=page(?:&|$)/, notNow);
    const request = { sourceDiskId: diskId, diskId: `${compute}/disks/own-copy` };
    const plan = planCopyByUpload(await observeCopy(azure, request));
    const failure = await failureOf(() => carryOut(azure, plan));
    assert.match(failure.message, /The blob behind disk own-copy/);
    assert.ok(!holdsText([failure, azure.changes], /sig=(?!%28not)/));
  });

  it("is refused while the source's VM runs", async () => {
    const { azure } = await bench();
    const { disks } = clientsOf(azure).compute(subscription.split("/")[2] ?? "");
    const names: string[] = [];
    for await (const { name = "" } of disks.listByResourceGroup("rg-web-weu")) names.push(name);
    const sourceDiskId = `${compute}/disks/${names[0] ?? ""}`;
    const observed = await observeCopy(azure, { sourceDiskId, diskId: `${compute}/disks/own-copy` });
    assert.match(
      (await failureOf(() => planCopyByUpload(observed))).message,
      /is Attached: its bytes can't be read/,
    );
  });
});
