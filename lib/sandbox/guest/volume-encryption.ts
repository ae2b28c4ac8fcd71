/** One volume on its way from plain to encrypted or back: a function of time, so nothing has to be ticked. */
export interface VolumeEncryption {
  readonly direction: "encrypting" | "decrypting";
  /** Share of the volume that was encrypted at `startedAt`. */
  readonly percentAtStart: number;
  readonly startedAt: Date;
  /** The guest is off since then; the volume waits. */
  readonly pausedAt?: Date;
  /** From 0 to 100 percent, or back. */
  readonly fullDurationInMs: number;
  /** Somebody told BitLocker so inside the VM: the extension knows nothing of it, and goes on saying what it said. */
  readonly toldInGuest?: true;
}

/** How far a volume is. */
export interface VolumeProgress {
  readonly state: "decrypted" | "encrypting" | "encrypted" | "decrypting";
  readonly percentEncrypted: number;
}

/** How far a volume is at a moment; a volume without an entry is decrypted. */
export function progressOf(encryption: VolumeEncryption | undefined, now: Date): VolumeProgress {
  if (encryption === undefined) return { state: "decrypted", percentEncrypted: 0 };
  const { direction, percentAtStart, startedAt, pausedAt, fullDurationInMs } = encryption;
  const elapsedInMs = Math.max(0, (pausedAt ?? now).getTime() - startedAt.getTime());
  const change = fullDurationInMs === 0 ? 100 : (elapsedInMs / fullDurationInMs) * 100;
  if (direction === "encrypting") {
    const percentEncrypted = Math.min(100, percentAtStart + change);
    return { state: percentEncrypted === 100 ? "encrypted" : "encrypting", percentEncrypted };
  }
  const percentEncrypted = Math.max(0, percentAtStart - change);
  return { state: percentEncrypted === 0 ? "decrypted" : "decrypting", percentEncrypted };
}

/** When the volume is through, if the guest stays on. */
export function finishesAt({
  direction,
  percentAtStart,
  startedAt,
  fullDurationInMs,
}: VolumeEncryption): Date {
  const share = direction === "encrypting" ? 100 - percentAtStart : percentAtStart;
  return new Date(startedAt.getTime() + (share / 100) * fullDurationInMs);
}

/** The volume waits while the guest is off. */
export function paused(encryption: VolumeEncryption, now: Date): VolumeEncryption {
  return encryption.pausedAt === undefined ? { ...encryption, pausedAt: now } : encryption;
}

/** The volume goes on where it stopped. */
export function resumed({ pausedAt, startedAt, ...rest }: VolumeEncryption, now: Date): VolumeEncryption {
  const shiftInMs = pausedAt === undefined ? 0 : now.getTime() - pausedAt.getTime();
  return { ...rest, startedAt: new Date(startedAt.getTime() + shiftInMs) };
}
