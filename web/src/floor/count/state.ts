/** Counting, as pure decisions: which bin is open, where to go next, when it is over. */
import type { CountTask, CountTaskBin } from "../../api/counts.ts";
import type { ScanIn } from "../../api/types.ts";
import type { Place, TaskState } from "../task/state.ts";

export type CountView = {
  /** choose a count · go to a bin · count what lies there · nothing left for you · over */
  phase: "choose" | "go" | "count" | "others" | "ended";
  next: CountTaskBin | null;
  done: number;
};

export function describe(task: CountTask | undefined, state: TaskState): CountView {
  if (!state.documentId) return { phase: "choose", next: null, done: 0 };
  const bins = task?.bins ?? [];
  const done = bins.filter((bin) => isDone(bin)).length;
  const next = nextBin(bins, state.place);
  if (state.place) return { phase: "count", next, done };
  const closed = task && task.state !== "open";
  if (state.ending || closed) return { phase: "ended", next: null, done };
  return { phase: next || !task ? "go" : "others", next, done };
}

function isDone(bin: CountTaskBin): boolean {
  return bin.state === "counted" || bin.state === "replaced";
}

/** The next bin for this person, onwards on the walk from where they stand. */
export function nextBin(bins: CountTaskBin[], place: Place | null): CountTaskBin | null {
  const forMe = (bin: CountTaskBin) =>
    bin.yours || (bin.state === "waiting" && !bin.for_others && bin.location_id !== place?.id);
  const at = place ? bins.findIndex((bin) => bin.location_id === place.id) : -1;
  return bins.slice(at + 1).find(forMe) ?? bins.find(forMe) ?? null;
}

/** The bin the person left open here, for example before the browser was closed. */
export function openBin(task: CountTask | undefined): Place | null {
  const yours = task?.bins.find((bin) => bin.yours);
  return yours ? { id: yours.location_id, code: yours.code } : null;
}

/**
 * Where a scan takes the person, known before the server answers: without a connection the scans
 * that follow must not count in the bin before. A bin nobody here knows leads to no bin at all.
 */
export function guessPlace(task: CountTask | undefined, scan: ScanIn): Place | null | undefined {
  if (scan.step === "finish" || scan.step === "empty") return null;
  if (scan.step !== "scan") return undefined;
  const raw = (scan.raw ?? "").trim().toUpperCase();
  const known = task?.bins.find((bin) =>
    [bin.barcode, bin.code, `BIN:${bin.code}`].some((text) => text.toUpperCase() === raw),
  );
  if (known) return { id: known.location_id, code: known.code };
  return raw.startsWith("BIN:") ? null : undefined;
}
