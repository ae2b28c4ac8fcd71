const MINIMUM_RSA_SIZE_IN_BITS = 2048;
const ED25519_SIZE_IN_BYTES = 32;

/**
 * Why Azure does not take a text as the public SSH key of a new Linux VM; undefined: it does.
 *
 * The text itself is never repeated: by mistake it may be the private key.
 *
 * @see "Detailed steps: Create and manage SSH keys for authentication to a Linux VM in Azure", Supported SSH key formats, read 2026-11-25:
 *   RSA of 2048 bits or more, and ED25519
 */
export function sshPublicKeyRefusal(text: string): string | undefined {
  if (isPrivateKey(text)) return "it is a private key, which must not leave its owner";
  const [type = "", data = ""] = text.trim().split(/\s+/);
  if (/[\r\n]/.test(text.trim())) return "it has several lines; a public key has one";
  if (type !== "ssh-rsa" && type !== "ssh-ed25519")
    return "it does not start with ssh-rsa or ssh-ed25519, the kinds that Azure takes";
  const fields = fieldsOf(Buffer.from(data, "base64"));
  if (fields?.[0]?.toString("latin1") !== type) return "what follows its kind is not a key of that kind";
  return type === "ssh-rsa" ? rsaRefusal(fields) : ed25519Refusal(fields);
}

/** Whether a text is a private key, as OpenSSH or as PuTTY writes it: it must not get into a request that is shown. */
export const isPrivateKey = (text: string): boolean => /PRIVATE KEY|PuTTY-User-Key-File/i.test(text);

function rsaRefusal([, exponent, modulus]: readonly Buffer[]): string | undefined {
  if (exponent === undefined || modulus === undefined) return "it is cut short";
  const size = bitLength(modulus);
  return size < MINIMUM_RSA_SIZE_IN_BITS
    ? `it has ${size} bits; an RSA key needs ${MINIMUM_RSA_SIZE_IN_BITS}`
    : undefined;
}

const ed25519Refusal = ([, point]: readonly Buffer[]): string | undefined =>
  point?.length === ED25519_SIZE_IN_BYTES ? undefined : "it is cut short";

/** The fields of a key: each its length in four bytes, then so many bytes (RFC 4251, section 5). Undefined where they don't add up. */
function fieldsOf(data: Buffer): readonly Buffer[] | undefined {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset < data.length) {
    if (offset + 4 > data.length) return undefined;
    const length = data.readUInt32BE(offset);
    const end = offset + 4 + length;
    if (end > data.length) return undefined;
    fields.push(data.subarray(offset + 4, end));
    offset = end;
  }
  return fields;
}

function bitLength(number: Buffer): number {
  const first = number.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return (number.length - first - 1) * 8 + (32 - Math.clz32(number[first] ?? 0));
}
