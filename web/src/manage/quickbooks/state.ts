/** An operation's way to QuickBooks, told as a story: scanned, sent, asked, there. */
import type { Attempt, Operation } from "../../api/sync.ts";

export type Step = {
  key: string;
  tone: "" | "ok" | "warn" | "bad";
  at: string;
  what: "scanned" | "attempt" | "done" | "held";
  attempt?: Attempt;
};

const tones: Record<string, Step["tone"]> = {
  done: "ok",
  absent: "warn",
  retry: "warn",
  stale: "warn",
  unknown: "warn",
  unauthorised: "bad",
  rejected: "bad",
};

export function story(operation: Operation): Step[] {
  const steps: Step[] = [{ key: "scanned", tone: "ok", at: operation.created_at, what: "scanned" }];
  for (const attempt of operation.tries) {
    steps.push({
      key: attempt.id,
      tone: tones[attempt.outcome ?? ""] ?? "",
      at: attempt.started_at,
      what: "attempt",
      attempt,
    });
  }
  const told = operation.tries.at(-1)?.outcome === "done";
  if (operation.state === "done" && operation.settled_at && !told) {
    steps.push({ key: "done", tone: "ok", at: operation.settled_at, what: "done" });
  }
  return steps;
}

/** How long an attempt took, in milliseconds; null while it is under way. */
export function took(attempt: Attempt): number | null {
  if (!attempt.finished_at) return null;
  return Math.max(0, Date.parse(attempt.finished_at) - Date.parse(attempt.started_at));
}
