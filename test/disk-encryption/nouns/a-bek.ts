import { guidBytes } from "../../vhd/build/disks";

/** A `.bek` file as libyal/libbde describes it: 156 bytes, with a key of 32 bytes that any test recognises. */
export function aBek(identifier: string, changes: { readonly keySizeInBytes?: number } = {}): Buffer {
  const { keySizeInBytes = 32 } = changes;
  const description = entry(0x0000, 0x0002, Buffer.from("ExternalKey\0", "utf16le"));
  const method = Buffer.alloc(4);
  method.writeUInt32LE(0x2002);
  const key = entry(0x0000, 0x0001, Buffer.concat([method, Buffer.alloc(keySizeInBytes, KEY_BYTE)]));
  const head = Buffer.alloc(24);
  guidBytes(identifier).copy(head, 0);
  head.writeBigUInt64LE(CREATED_ON, 16);
  const startupKey = entry(0x0006, 0x0009, Buffer.concat([head, description, key]));
  const header = Buffer.alloc(48);
  header.writeUInt32LE(48 + startupKey.length, 0);
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(48, 8);
  header.writeUInt32LE(48 + startupKey.length, 12);
  guidBytes(identifier).copy(header, 16);
  header.writeUInt32LE(1, 32);
  header.writeBigUInt64LE(CREATED_ON, 40);
  return Buffer.concat([header, startupKey]);
}

/** Stands for each byte of the key. */
export const KEY_BYTE = 0xa5;
/** 2025-01-01T00:00:00Z as a FILETIME. */
const CREATED_ON = 133_801_632_000_000_000n;

function entry(type: number, valueType: number, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(8 + data.length, 0);
  head.writeUInt16LE(type, 2);
  head.writeUInt16LE(valueType, 4);
  head.writeUInt16LE(1, 6);
  return Buffer.concat([head, data]);
}
