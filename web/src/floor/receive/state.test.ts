import { describe, expect, it } from "vitest";
import type { Receipt } from "../../api/types.ts";
import { freshTask } from "../task/state.ts";
import { placeCode, describe as view } from "./state.ts";

type ItemRef = Receipt["counted"][number]["item"];

const item: ItemRef = {
  id: "oat",
  sku: "OAT-1L",
  name: "Oat milk",
  base_unit: "each",
  tracking: "lot",
};

const dock = { id: "d", code: "MAIN-DOCK", name: "", use: "dock" } as const;

function counted(qty: string, lot_number: string | null, of = item) {
  return {
    id: qty + lot_number,
    item: of,
    lot_number,
    expires_on: null,
    serial_number: null,
    location: dock,
    qty,
    unit_cost: null,
    exception: "",
    approved_by: null,
    created_at: "",
  };
}

function receipt(over: Partial<Receipt>): Receipt {
  return {
    id: "r",
    number: "R1",
    state: "open",
    vendor: { id: "v", name: "Fernhill" },
    purchase_order: { id: "p", number: "PO-1" },
    opened_by: "Rosa",
    created_at: "",
    completed_at: null,
    line_count: 0,
    counted_qty: "0",
    expected: [],
    counted: [],
    ...over,
  };
}

const ordered = (qty: string, received_qty: string, remaining: string) => ({
  order_line_id: "l1",
  item,
  description: "",
  qty,
  received_qty,
  counted_qty: received_qty,
  remaining,
  closed: false,
});

describe("receiving", () => {
  it("counts a line done when nothing remains", () => {
    const state = freshTask("receive", "r");
    const half = view(receipt({ expected: [ordered("24", "12", "12")] }), state);
    expect(half).toMatchObject({ open: 1, lines: [{ done: false, share: 0.5 }] });
    const full = view(receipt({ expected: [ordered("24", "24", "0")] }), state);
    expect(full).toMatchObject({ open: 0, lines: [{ done: true }] });
  });

  it("sums what came of each lot", () => {
    const found = view(
      receipt({ counted: [counted("6", "L1"), counted("0.5", "L1"), counted("1", "L2")] }),
      freshTask("receive", "r"),
    );
    expect(found.counted).toBe("7.5");
    expect(found.lines[0]?.details.map((one) => [one.lot, one.qty])).toEqual([
      ["L1", "6.5"],
      ["L2", "1"],
    ]);
  });

  it("lists what nobody ordered", () => {
    const extra = { ...item, id: "tea", sku: "TEA" };
    const found = view(
      receipt({ expected: [ordered("24", "0", "24")], counted: [counted("3", null, extra)] }),
      freshTask("receive", "r"),
    );
    expect(found.lines.map((line) => [line.sku, line.whole])).toEqual([
      ["OAT-1L", "24"],
      ["TEA", null],
    ]);
  });

  it("says where goods go: the bin scanned, else the dock", () => {
    const state = freshTask("receive", "r");
    expect(placeCode(state)).toBe("Dock");
    expect(placeCode({ ...state, place: { id: "b", code: "A-01-1" } })).toBe("A-01-1");
  });
});
