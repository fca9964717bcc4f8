/** Packing and shipping, as pure decisions. */
import type { GoodsItem, Packing } from "../../api/types.ts";
import { isZero, share, sum } from "../../decimal.ts";
import type { Carton, TaskState } from "../task/state.ts";

export type PackLine = {
  key: string;
  item: GoodsItem;
  packed: string;
  /** At the bench: packed and not packed yet. */
  here: string;
  share: number;
  done: boolean;
  now: boolean;
};

export type PackView = {
  phase: "choose" | "pack" | "ready" | "shipped";
  lines: PackLine[];
  packed: string;
  here: string;
  carton: Carton | null;
  /** Order lines with something that is not in a carton. */
  loose: number;
};

export function describe(packing: Packing | undefined, state: TaskState): PackView {
  const nothing = { lines: [], packed: "0", here: "0", carton: null, loose: 0 };
  if (!state.documentId) return { phase: "choose", ...nothing };
  if (!packing) return { phase: "pack", ...nothing };
  const lines = packing.lines
    .map((line) => packLine(packing, line.line_id, line.item, state))
    .filter((line) => !isZero(line.here));
  const loose = lines.filter((line) => !line.done).length;
  const somethingPacked = packing.open_cartons.some((carton) => carton.lines.length > 0);
  return {
    phase: loose === 0 && somethingPacked ? "ready" : "pack",
    lines,
    packed: sum(lines.map((line) => line.packed)),
    here: sum(lines.map((line) => line.here)),
    carton: openCarton(packing, state),
    loose,
  };
}

function packLine(packing: Packing, lineId: string, item: GoodsItem, state: TaskState): PackLine {
  const inCartons = packing.open_cartons.flatMap((carton) => carton.lines);
  const packed = sum(inCartons.filter((one) => one.line_id === lineId).map((one) => one.qty));
  const loose = sum(packing.waiting.filter((one) => one.line_id === lineId).map((one) => one.qty));
  const here = sum([packed, loose]);
  const last = state.effect?.type === "packed" ? (state.effect.item as { id?: string }).id : null;
  return {
    key: lineId,
    item,
    packed,
    here,
    share: share(packed, here),
    done: isZero(loose),
    now: last === item.id,
  };
}

/** The carton scans go into: the one just opened or scanned, else the newest open one. */
function openCarton(packing: Packing, state: TaskState): Carton | null {
  const known = packing.open_cartons.find((carton) => carton.id === state.carton?.id);
  return known ?? state.carton ?? packing.open_cartons.at(-1) ?? null;
}

/** Whether a scanned text is this order or one of its cartons: then it is the scan that ships. */
export function names(packing: Packing | undefined, raw: string): boolean {
  const text = raw
    .trim()
    .replace(/^(DOC|CTN):/i, "")
    .toUpperCase();
  const numbers = [
    packing?.order.number,
    ...(packing?.open_cartons.map((one) => one.number) ?? []),
  ];
  return numbers.some((number) => number?.toUpperCase() === text);
}
