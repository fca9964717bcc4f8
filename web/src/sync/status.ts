/** What the sync pill says: the truth about scans made on this device. */
import { computed, signal } from "@preact/signals";
import type { Problem } from "../api/problem.ts";

/** Scans stored here and not answered yet. */
export const waiting = signal(0);
/** Refusals and questions nobody has seen yet. */
export const attention = signal(0);
/** Scans answered since the app was opened. */
export const sent = signal(0);
/** Why the last attempt to send failed, until one succeeds. */
export const sendProblem = signal<Problem | null>(null);
/** A send has been under way for more than a second. */
export const sendingLong = signal(false);

export type PillState = "needs_you" | "waiting" | "sending" | "sent";

export const pill = computed<PillState>(() => {
  if (attention.value > 0) return "needs_you";
  if (waiting.value === 0) return "sent";
  return sendProblem.value ? "waiting" : "sending";
});
