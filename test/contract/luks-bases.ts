import { closeSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { MiB } from "../vhd/build/vhd";
import { addKey, CHEAP_DERIVATION, emptyFile, luksFormat, PASSPHRASE } from "../vhd/cryptsetup";
import { run } from "../vhd/tools";
import type { UnpackedDisks } from "./shared-disks";

/** A volume to be mutated. */
export interface LuksBase {
  readonly name: string;
  readonly path: string;
  readonly version: 1 | 2;
  readonly sizeInBytes: number;
  /** The headers and the areas of the keys that are in use; what follows is not looked at. */
  readonly head: Buffer;
  /** What opens it; undefined where nobody knows, or where nothing does. */
  readonly passphrase?: string;
}

const HEAD_IN_BYTES = 2 * MiB;
/** Of a header whose area for keys starts at 8 MiB. */
const LONG_HEAD_IN_BYTES = 9 * MiB;

/** Volumes of others, and volumes that cryptsetup makes now with this machine's defaults and with options. */
export function luksBases(disks: UnpackedDisks): readonly LuksBase[] {
  const made = (
    name: string,
    version: 1 | 2,
    options: readonly string[],
    then?: (file: string) => void,
  ): LuksBase => {
    const path = emptyFile(join(disks.folder, name), 20 * MiB);
    luksFormat(path, `luks${version}`, ...options);
    then?.(path);
    return { ...base(name, path, version), passphrase: PASSPHRASE };
  };
  const tokenFile = join(disks.folder, "token.json");
  writeFileSync(tokenFile, JSON.stringify({ type: "systemd-tpm2", keyslots: ["0"], "tpm2-pcrs": [7] }));
  return [
    { ...base("compatimage", disks.path("luks/compatimage"), 1), passphrase: "compatkey" },
    base("test_image_32", disks.path("luks/test_image_32"), 2, LONG_HEAD_IN_BYTES),
    base("luks2_valid_hdr", disks.path("made/luks2_valid_hdr.img"), 2),
    made("luks1", 1, []),
    made(
      "luks1-cbc",
      1,
      ["--cipher", "aes-cbc-essiv:sha256", "--key-size", "256", "--hash", "sha512"],
      (file) => {
        addKey(disks.folder, file, "--key-slot", "3");
      },
    ),
    made("luks2", 2, []),
    made("luks2-slots", 2, ["--label", "root", "--sector-size", "4096", "--integrity", "none"], (file) => {
      addKey(disks.folder, file, "--key-slot", "5");
      run("cryptsetup", ["token", "import", "--json-file", tokenFile, file]);
      run("cryptsetup", ["token", "add", "--key-description", "azure", "--key-slot", "5", file]);
    }),
    made("luks2-unbound", 2, ["--sector-size", "512"], (file) => {
      addKey(disks.folder, file, "--unbound", "--key-size", "256");
    }),
    made("luks2-64k", 2, ["--luks2-metadata-size", "64k", "--luks2-keyslots-size", "4m"]),
    { ...begun(disks), passphrase: PASSPHRASE },
  ];
}

/** An encryption in place that was begun and not ended. */
function begun(disks: UnpackedDisks): LuksBase {
  const path = emptyFile(join(disks.folder, "begun"), 48 * MiB);
  const key = join(disks.folder, "begun-key");
  writeFileSync(key, PASSPHRASE);
  const what = ["reencrypt", "--encrypt", "--init-only", "--type", "luks2", "--reduce-device-size", "16M"];
  run("cryptsetup", [...what, "--batch-mode", ...CHEAP_DERIVATION, "--key-file", key, path]);
  return base("begun", path, 2);
}

function base(name: string, path: string, version: 1 | 2, headInBytes = HEAD_IN_BYTES): LuksBase {
  const { size } = statSync(path);
  const head = Buffer.alloc(Math.min(size, headInBytes));
  const file = openSync(path, "r");
  readSync(file, head, 0, head.length, 0);
  closeSync(file);
  return { name, path, version, sizeInBytes: size, head };
}
