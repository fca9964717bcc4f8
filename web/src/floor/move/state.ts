/** Moving, as pure decisions: what to ask for next, and what a scan means. */
import type { InHandLine } from "../../api/moving.ts";
import type { ScanContext, Step } from "../../api/types.ts";
import { moving } from "../../i18n/en-moving.ts";
import type { TaskState } from "../task/state.ts";

const w = moving.move;

export type MoveView = {
  phase: "from" | "take" | "put" | "collect";
  say: string;
  /** A bin, in the code face. */
  target: string | undefined;
  note: string;
  /** The goods the next bin is for; null: all of them. */
  chosen: InHandLine | null;
};

/** What the screen says. `tote`: several bins are collected from before anything is put down. */
export function describe(
  lines: InHandLine[],
  state: Pick<TaskState, "place">,
  { tote, chosenId }: { tote: boolean; chosenId: string | null },
): MoveView {
  const code = state.place?.code;
  const chosen = lines.find((line) => line.id === chosenId) ?? null;
  if (tote) {
    const note = code ? w.collectFrom(code) : w.collectAny;
    return { phase: "collect", say: w.sayCollect, target: code, note, chosen: null };
  }
  if (lines.length === 0) {
    return code
      ? { phase: "take", say: w.sayTake, target: code, note: w.sayTakeNote, chosen: null }
      : { phase: "from", say: w.sayFrom, target: undefined, note: w.sayFromOr, chosen: null };
  }
  const next = chosen ?? (lines.length === 1 ? lines[0] : undefined);
  const [best] = next?.suggestions ?? [];
  return {
    phase: "put",
    say: chosen ? w.sayPutOne(chosen.item.sku) : w.sayPut,
    target: best?.code,
    note: best ? w.because[best.because](best.code) : w.noSuggestion,
    chosen,
  };
}

/** How a scan is sent: while a tote is filled, and as the answer to “which bin?”, a bin is one to
 * take from; else it is where goods are put down. */
export function drafted(
  view: MoveView,
  asksForBin: boolean,
): { step?: Step; context?: ScanContext } {
  if (asksForBin || view.phase === "collect") return { step: "collect" };
  return view.chosen ? { context: { line_id: view.chosen.id } } : {};
}
