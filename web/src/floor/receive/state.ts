/** Receiving, as pure decisions: what to ask for, what is expected, how far it is. */
import type { Receipt } from "../../api/types.ts";
import { atLeastQty, isZero, share, sum } from "../../decimal.ts";
import { t } from "../../i18n/index.ts";
import type { TaskState } from "../task/state.ts";

export type ReceiveLine = {
  key: string;
  name: string;
  sku: string;
  unit: string;
  /** Received so far, by this and earlier receipts. */
  part: string;
  /** Ordered; null where nothing was ordered (blind). */
  whole: string | null;
  share: number;
  done: boolean;
  /** The line of the last scan. */
  now: boolean;
  details: { lot: string | null; expires: string | null; serial: string | null; qty: string }[];
};

export type ReceiveView = {
  phase: "choose" | "count" | "ended";
  lines: ReceiveLine[];
  /** Lines of the order that are not complete. */
  open: number;
  counted: string;
  anything: boolean;
};

export function describe(receipt: Receipt | undefined, state: TaskState): ReceiveView {
  if (!state.documentId) {
    return { phase: "choose", lines: [], open: 0, counted: "0", anything: false };
  }
  const lines = receipt ? [...expected(receipt, state), ...unexpected(receipt, state)] : [];
  return {
    phase: state.ending || receipt?.state === "completed" ? "ended" : "count",
    lines,
    open: lines.filter((line) => line.whole !== null && !line.done).length,
    counted: receipt ? sum(receipt.counted.map((line) => line.qty)) : "0",
    anything: (receipt?.counted.length ?? 0) > 0,
  };
}

function expected(receipt: Receipt, state: TaskState): ReceiveLine[] {
  return receipt.expected.map((line) => ({
    key: line.order_line_id,
    name: line.item.name,
    sku: line.item.sku,
    unit: line.item.base_unit,
    part: line.received_qty,
    whole: line.qty,
    share: share(line.received_qty, line.qty),
    done: line.closed || isZero(line.remaining) || atLeastQty(line.received_qty, line.qty),
    now: lastItem(state) === line.item.id,
    details: details(receipt, line.item.id),
  }));
}

/** What was counted and is on no line of the order: everything, if the receipt is blind. */
function unexpected(receipt: Receipt, state: TaskState): ReceiveLine[] {
  const ordered = new Set(receipt.expected.map((line) => line.item.id));
  const items = new Map(
    receipt.counted
      .filter((line) => !ordered.has(line.item.id))
      .map((line) => [line.item.id, line.item]),
  );
  return [...items.values()].map((item) => ({
    key: item.id,
    name: item.name,
    sku: item.sku,
    unit: item.base_unit,
    part: sum(receipt.counted.filter((line) => line.item.id === item.id).map((line) => line.qty)),
    whole: null,
    share: 1,
    done: false,
    now: lastItem(state) === item.id,
    details: details(receipt, item.id),
  }));
}

/** What this receipt counted of an item, by lot and serial. */
function details(receipt: Receipt, itemId: string): ReceiveLine["details"] {
  const found = new Map<string, ReceiveLine["details"][number]>();
  for (const line of receipt.counted) {
    if (line.item.id !== itemId || !(line.lot_number || line.serial_number)) continue;
    const key = `${line.lot_number}|${line.serial_number}`;
    found.set(key, {
      lot: line.lot_number,
      expires: line.expires_on,
      serial: line.serial_number,
      qty: sum([found.get(key)?.qty ?? "0", line.qty]),
    });
  }
  return [...found.values()];
}

function lastItem(state: TaskState): string | null {
  const { effect } = state;
  if (effect?.type !== "received") return null;
  return (effect.item as { id?: string } | undefined)?.id ?? null;
}

/** Where goods go: the bin scanned, or the dock, by its code once the server has named it. */
export function placeCode(state: TaskState): string {
  const { place, effect } = state;
  const named = effect?.type === "received" ? (effect.location as { code?: string }) : undefined;
  return place?.code ?? named?.code ?? t.receive.dock;
}
