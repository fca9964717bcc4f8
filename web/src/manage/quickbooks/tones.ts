import type { AttemptOutcome } from "../../api/activity.ts";
import type { Tone } from "../../ui/parts.tsx";

/** The colour an exchange ends in. */
export const tones: Record<AttemptOutcome, Tone> = {
  done: "ok",
  absent: "warn",
  retry: "warn",
  stale: "warn",
  unknown: "warn",
  unauthorised: "bad",
  rejected: "bad",
};
