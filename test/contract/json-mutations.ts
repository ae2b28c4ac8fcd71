import type { Seeded } from "./seeded";

export interface MutatedJson {
  readonly json: string;
  /** No member that a key is derived from was touched. */
  readonly keepsKeys: boolean;
}

type Members = Record<string, unknown>;

/** One to three changes of a LUKS2 header's JSON: of its text, or of its objects. */
export function mutatedJson(text: string, seeded: Seeded): MutatedJson {
  if (seeded.below(8) === 0) return { json: mutatedText(text, seeded), keepsKeys: false };
  const root: unknown = JSON.parse(text);
  let keepsKeys = true;
  for (let change = 0; change < seeded.pick([1, 1, 1, 2, 3]); change += 1) {
    keepsKeys = mutateMember(root, seeded) && keepsKeys;
  }
  return { json: JSON.stringify(root), keepsKeys };
}

/** What a parser of JSON may see otherwise than another one. */
function mutatedText(text: string, seeded: Seeded): string {
  return seeded.pick([
    `${text} `,
    `${text}\n`,
    ` ${text}`,
    `${text}\0x`,
    `${text}}`,
    text.slice(0, -1),
    text.replace(/"key_size":(\d+)/, '"key_size":$1.0'),
    text.replace(/"sector_size":(\d+)/, '"sector_size":$1e0'),
    text.replace(/"stripes":(\d+)/, '"stripes":0$1'),
    text.replace('"tokens":{', '"tokens":{"__proto__":{"type":"x"},'),
    text.replace('"keyslots":{', '"keyslots":{"0\\u0000":{"type":"luks2"},'),
    text.replace('"type":"crypt"', '"type":"crypt","type\\u0000":"linear"'),
    text.replace('"type":"luks2"', '"type":"luks2","type":"reencrypt"'),
    text.replace('"tokens":{', `"x":${"[".repeat(40)}${"]".repeat(40)},"tokens":{`),
    text.replace('"tokens"', '/* none */"tokens"'),
    text.replace('"tokens"', "'tokens'"),
    text.replace('"size":"dynamic"', '"size":NaN'),
    text.padEnd(12288, " "),
    text.replace('"config"', '"\\u0063onfig"'),
    text.replaceAll(":", " : "),
  ]);
}

/** Members that decide which key a passphrase makes. */
const keyMembers: readonly string[] = [
  ...["kdf", "salt", "time", "memory", "cpus", "iterations", "hash", "af", "stripes", "digest", "digests"],
  ...["keyslots", "area", "encryption", "key_size", "offset", "priority", "segments", "flags", "type"],
];

/** Changes one member somewhere; whether it leaves the keys as they are. */
function mutateMember(root: unknown, seeded: Seeded): boolean {
  const places = membersOf(root);
  const { owner, name, path } = seeded.pick(places);
  const value = owner[name];
  const keepsKeys = !path.some((part) => keyMembers.includes(part));
  switch (seeded.below(6)) {
    case 0:
      // Of a list, an element is taken away, and leaves no hole.
      if (Array.isArray(owner)) owner.splice(Number(name), 1);
      else Reflect.deleteProperty(owner, name);
      return keepsKeys;
    case 1:
      owner[seeded.pick(["0", "1", "2", "7", "31", "32", "00", "x", "-1", "99999999999", "extra"])] = value;
      return false;
    case 2: {
      const other = seeded.pick(places);
      // A copy, so that nothing comes to hold itself.
      owner[name] = structuredClone(other.owner[other.name]);
      return false;
    }
    default:
      owner[name] = seeded.pick(valuesNear(value, seeded));
      return keepsKeys;
  }
}

interface Place {
  readonly owner: Members;
  readonly name: string;
  readonly path: readonly string[];
}

function membersOf(value: unknown, path: readonly string[] = []): readonly Place[] {
  if (!isMembers(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const own = [...path, name];
    return [{ owner: value, name, path: own }, ...membersOf(member, own)];
  });
}

const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null;

const numbers: readonly number[] = [
  -1, 0, 1, 2, 16, 32, 48, 64, 511, 512, 1023, 1024, 4000, 4001, 4096, 8192,
];
const texts: readonly string[] = [
  ...[
    "",
    "0",
    "1",
    "512",
    "511",
    "4096",
    "16384",
    "32768",
    "290816",
    "8388608",
    "16777216",
    "134217728",
    "dynamic",
  ],
  ...[
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740993",
    " 1",
    "1 ",
    "+1",
    "0x10",
    "007",
    "x",
  ],
  ...[
    "aes-xts-plain64",
    "aes-cbc-essiv:sha256",
    "serpent-xts-plain64",
    "cipher_null-ecb",
    "cipher_null",
    "aes-xts-plain65",
  ],
  ...[
    "sha256",
    "sha1",
    "md5",
    "whirlpool",
    "pbkdf2",
    "argon2id",
    "argon2",
    "luks1",
    "luks2",
    "raw",
    "none",
    "crypt",
  ],
  ...[
    "linear",
    "reencrypt",
    "hw-opal",
    "opal",
    "online-reencrypt",
    "online-reencrypt-v2",
    "backup-final",
    "in-reencryption",
  ],
];

/** Values of the same kind and of others; numbers near what was there more often. */
function valuesNear(value: unknown, seeded: Seeded): readonly unknown[] {
  const others: readonly unknown[] = [
    null,
    true,
    {},
    [],
    ["0"],
    ["1"],
    ["0", "0"],
    { mandatory: [seeded.pick(texts)] },
  ];
  if (typeof value === "number") {
    const near = [value + 1, value - 1, value * 2, Math.floor(value / 2), String(value)];
    return [...numbers, ...near, ...near, seeded.pick(others)];
  }
  if (typeof value !== "string") return [...others, seeded.pick(texts), seeded.pick(numbers)];
  if (!/^\d+$/.test(value)) return [...texts, `${value} `, seeded.pick(others), seeded.pick(numbers)];
  const near = [-32768n, -4096n, -512n, -1n, 1n, 512n, 4096n, 258048n].map((step) =>
    String(BigInt(value) + step),
  );
  return [...texts, ...near, ...near, ...near, Number(value), seeded.pick(others)];
}
