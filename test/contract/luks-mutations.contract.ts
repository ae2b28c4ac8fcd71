import assert from "node:assert/strict";
import { closeSync, copyFileSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

import { identifyVolume } from "../../lib/vhd/identify-volume";
import { evaluate } from "../../lib/vhd/vhd-verdict";
import { countingSource, piece, sparse } from "../vhd/build/sparse-bytes";
import { accepts, opensWith, type Opening } from "./cryptsetup-oracle";
import { luksBases, type LuksBase } from "./luks-bases";
import { mutate, type Mutation } from "./luks-mutations";
import { seeded } from "./seeded";
import { unpackSharedDisks, type UnpackedDisks } from "./shared-disks";

/** Of all bases together; a longer search is `LUKS_MUTATIONS=100000 npm run test:contract`. */
const MUTATIONS = Number(process.env["LUKS_MUTATIONS"] ?? 12_000);
/** cryptsetup is asked of so many at a time. */
const AT_A_TIME = 2;

interface Candidate {
  readonly base: LuksBase;
  readonly mutation: Mutation;
  readonly seed: number;
}

describe("Mutations of LUKS volumes", () => {
  let disks: UnpackedDisks;
  before(() => {
    disks = unpackSharedDisks();
  });
  after(() => {
    disks.remove();
  });

  it("that are called ready are accepted by cryptsetup, and opened where the keys are untouched", async () => {
    const bases = luksBases(disks);
    const ready: Candidate[] = [];
    for (let seed = 0; seed < MUTATIONS; seed += 1) {
      const base = bases[seed % bases.length];
      assert.ok(base);
      const mutation = mutate(base, seeded(seed));
      if (await isReady(base, mutation)) ready.push({ base, mutation, seed });
    }
    const counts: Record<Opening, number> = { opened: 0, "wrong-passphrase": 0, refused: 0 };
    const wrong: string[] = [];
    await Promise.all(
      Array.from({ length: AT_A_TIME }, async (_, worker) => {
        const files = new Map(bases.map(({ name }) => [name, join(disks.folder, `${name}.${worker}`)]));
        for (const { name, path } of bases) copyFileSync(path, files.get(name) ?? "");
        for (let index = worker; index < ready.length; index += AT_A_TIME) {
          const candidate = ready[index];
          assert.ok(candidate);
          const opening = await askOracle(candidate, files.get(candidate.base.name) ?? "");
          counts[opening] += 1;
          const mustOpen = candidate.mutation.keepsKeys && candidate.base.passphrase !== undefined;
          if (opening === "refused" || (mustOpen && opening !== "opened"))
            wrong.push(described(candidate, opening));
        }
      }),
    );
    console.log(
      `      ${MUTATIONS} mutations of ${bases.length} volumes: ${ready.length} called ready, of which cryptsetup ` +
        `opens ${counts.opened}, accepts ${counts["wrong-passphrase"]} with other keys and refuses ${counts.refused}.`,
    );
    assert.deepEqual(wrong, []);
    // A reader that called nothing ready would pass the rest.
    assert.ok(counts.opened > MUTATIONS / 20, `only ${counts.opened} opened`);
  });
});

/** What inspect-vhd would say of a data disk with this volume. */
async function isReady({ head }: LuksBase, { pieces, sizeInBytes }: Mutation): Promise<boolean> {
  const source = countingSource(sparse(sizeInBytes, piece(0, head), ...pieces));
  const volume = await identifyVolume(source);
  if (volume.kind !== "luks1" && volume.kind !== "luks2") return false;
  return evaluate(sizeInBytes, { sizeInBytes, volumes: [{ volume }] }, []).outcome === "ready";
}

/** Writes the mutation into the file, and asks; what the last one and cryptsetup left there is written over. */
async function askOracle({ base, mutation }: Candidate, file: string): Promise<Opening> {
  const handle = openSync(file, "r+");
  ftruncateSync(handle, mutation.sizeInBytes);
  for (const { at, bytes } of [piece(0, base.head), ...mutation.pieces]) {
    const inside = bytes.subarray(0, Math.max(mutation.sizeInBytes - at, 0));
    if (inside.length > 0) writeSync(handle, inside, 0, inside.length, at);
  }
  closeSync(handle);
  // To open a volume, cryptsetup reads its header by the rules of luksDump first.
  if (base.passphrase !== undefined) return opensWith(file, base.passphrase);
  return (await accepts(file)) ? opensWith(file, "nobody knows") : "refused";
}

function described({ base, mutation, seed }: Candidate, opening: Opening): string {
  return `seed ${seed}: ${base.name}, ${mutation.what}: ${opening}`;
}
