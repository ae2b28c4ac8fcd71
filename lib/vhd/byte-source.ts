/**
 * Bytes that can be read piece by piece: a file, a virtual disk inside a file, a partition inside a disk.
 *
 * Whoever reads asks for what is there only: a read outside is a mistake of the caller and throws a `RangeError`.
 */
export interface ByteSource {
  readonly sizeInBytes: number;
  /** Exactly that many bytes from there on. */
  read(offsetInBytes: number, lengthInBytes: number): Promise<Uint8Array>;
  /**
   * Where something other than zeros may be next, from a place on; the size where nothing follows. What lies before is
   * zeros for certain. Undefined where only reading tells.
   */
  readonly nextData?: ((offsetInBytes: number) => Promise<number>) | undefined;
}

/** The most that anything here reads at once; a longer piece is read in several. */
export const LONGEST_READ_IN_BYTES: number = 4 * 1024 * 1024;

/** Throws for a read that is not wholly inside. */
export function assertInside(sizeInBytes: number, offsetInBytes: number, lengthInBytes: number): void {
  const whole = Number.isSafeInteger(offsetInBytes) && Number.isSafeInteger(lengthInBytes);
  if (!whole || offsetInBytes < 0 || lengthInBytes < 0 || offsetInBytes + lengthInBytes > sizeInBytes) {
    throw new RangeError(
      `${lengthInBytes} bytes at ${offsetInBytes} are not inside the ${sizeInBytes} bytes there are.`,
    );
  }
}

/** Bytes that are in memory already. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeInBytes: bytes.length,
    read: async (offsetInBytes, lengthInBytes) => {
      assertInside(bytes.length, offsetInBytes, lengthInBytes);
      return Promise.resolve(bytes.slice(offsetInBytes, offsetInBytes + lengthInBytes));
    },
  };
}

/**
 * What there is of a piece: shorter than asked for where the source ends before, empty where it lies outside.
 *
 * Offsets on a disk are whatever somebody wrote there, so they are brought inside here and nowhere else.
 */
export async function readUpTo(
  source: ByteSource,
  offsetInBytes: number,
  lengthInBytes: number,
): Promise<Buffer> {
  const isPlace = Number.isSafeInteger(offsetInBytes) && offsetInBytes >= 0;
  if (!isPlace || offsetInBytes >= source.sizeInBytes || lengthInBytes <= 0) return Buffer.alloc(0);
  const length = Math.min(lengthInBytes, source.sizeInBytes - offsetInBytes, LONGEST_READ_IN_BYTES);
  const bytes = await source.read(offsetInBytes, length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A piece that is there in full; undefined where any of it is missing. */
export async function readWhole(
  source: ByteSource,
  offsetInBytes: number,
  lengthInBytes: number,
): Promise<Buffer | undefined> {
  const bytes = await readUpTo(source, offsetInBytes, lengthInBytes);
  return bytes.length === lengthInBytes ? bytes : undefined;
}

/** A window on a source, as far as the source reaches: a partition of a disk. */
export function sourceWindow(source: ByteSource, offsetInBytes: number, lengthInBytes: number): ByteSource {
  const start = Math.min(Math.max(offsetInBytes, 0), source.sizeInBytes);
  const sizeInBytes = Math.max(Math.min(lengthInBytes, source.sizeInBytes - start), 0);
  const { nextData } = source;
  return {
    sizeInBytes,
    ...(nextData === undefined
      ? {}
      : { nextData: async (offset) => Math.min((await nextData(start + offset)) - start, sizeInBytes) }),
    read: async (offset, length) => {
      assertInside(sizeInBytes, offset, length);
      return source.read(start + offset, length);
    },
  };
}

/** Nothing but zeros. */
export function zeroSource(sizeInBytes: number): ByteSource {
  return {
    sizeInBytes,
    nextData: async () => Promise.resolve(sizeInBytes),
    read: async (offsetInBytes, lengthInBytes) => {
      assertInside(sizeInBytes, offsetInBytes, lengthInBytes);
      return Promise.resolve(new Uint8Array(lengthInBytes));
    },
  };
}

/** Whether all bytes are zero. */
export function isZero(bytes: Uint8Array): boolean {
  const zeros = zerosOf(bytes.length);
  return Buffer.compare(bytes, zeros) === 0;
}

let keptZeros = Buffer.alloc(64 * 1024);
function zerosOf(length: number): Buffer {
  if (keptZeros.length < length) keptZeros = Buffer.alloc(length);
  return keptZeros.subarray(0, length);
}
