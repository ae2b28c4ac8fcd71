/**
 * Whether a request wipes volumes: its body asks Azure Disk Encryption to format, as an extension or inside a template.
 *
 * "Azure Disk Encryption for Linux", extension schema: `EnableEncryptionFormatAll`. Names and values are case sensitive there; a value in
 * another case counts too, since it is better refused here.
 */
export function wipesVolumes(body: unknown): boolean {
  if (typeof body === "string") return /EncryptFormatAll|EncryptionFormatAll/i.test(body);
  if (typeof body !== "object" || body === null) return false;
  return Object.values(body).some(wipesVolumes);
}
