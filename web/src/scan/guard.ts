/**
 * When a code the camera sees counts as a scan. The same text counts once while it stays in view and
 * for 1.5 s after; a linear code, which can be misread, must be seen equal in two frames first.
 */
import type { Read } from "./read.ts";

const GONE_AFTER_MS = 1_500;
const CONFIRM_WITHIN_MS = 1_000;

/** Kinds with error correction or a strong check of their own need one frame. */
const sure = /^(Code128|GS1128|QR|MicroQR|rMQR|DataMatrix|Aztec|PDF417|MaxiCode)/i;

export function readGuard() {
  const lastSeen = new Map<string, number>();
  const candidates = new Map<string, number>();

  return {
    /** Tells a frame's reads; answers the ones that count now. */
    frame(reads: Read[], now: number): Read[] {
      for (const [raw, at] of lastSeen) if (now - at > GONE_AFTER_MS) lastSeen.delete(raw);
      for (const [raw, at] of candidates) if (now - at > CONFIRM_WITHIN_MS) candidates.delete(raw);
      const fresh = reads.filter((read) => !lastSeen.has(read.raw));
      for (const read of reads) if (lastSeen.has(read.raw)) lastSeen.set(read.raw, now);
      return fresh.filter((read) => {
        if (!isSure(read) && !seenBefore(read, now)) return false;
        lastSeen.set(read.raw, now);
        return true;
      });
    },
    /** The next sight of any code counts again: the person asked for one more. */
    forget(): void {
      lastSeen.clear();
    },
  };

  function seenBefore(read: Read, now: number): boolean {
    const before = candidates.get(read.raw);
    candidates.set(read.raw, now);
    return before !== undefined && now - before <= CONFIRM_WITHIN_MS;
  }
}

function isSure(read: Read): boolean {
  return sure.test((read.symbology ?? "").replace(/[^A-Za-z0-9]/g, ""));
}
