import { expect, describe as group, it } from "vitest";
import type { InHandLine } from "../../api/moving.ts";
import { describe, drafted } from "./state.ts";

const line = (id: string, bins: InHandLine["suggestions"] = []): InHandLine => ({
  id,
  person: "Rosa",
  item: { id: `i-${id}`, sku: id, name: id, base_unit: "each", tracking: "none" },
  lot_number: null,
  expires_on: null,
  held: false,
  serial_number: null,
  origin: { id: "a", code: "A-01" },
  qty: "1",
  promised_qty: "0",
  created_at: "",
  suggestions: bins,
});

const nowhere = { place: null };
const here = { place: { id: "a", code: "A-01" } };
const calm = { tote: false, chosenId: null };

group("moving", () => {
  it("asks for the bin, then for what is taken from it", () => {
    expect(describe([], nowhere, calm).phase).toBe("from");
    expect(describe([], here, calm)).toMatchObject({ phase: "take", target: "A-01" });
  });

  it("names the best bin for the one thing in hand, and why", () => {
    const bins = [{ id: "b", code: "B-01", because: "same_lot" as const }];
    const view = describe([line("OAT", bins)], here, calm);
    expect(view).toMatchObject({ phase: "put", target: "B-01", note: "B-01 has the same lot" });
    expect(drafted(view, false)).toEqual({});
  });

  it("of several things a bin is for the chosen one, else for all", () => {
    const two = [line("OAT"), line("TEA")];
    const one = describe(two, nowhere, { tote: false, chosenId: "TEA" });
    expect(one.say).toBe("Scan the bin for TEA");
    expect(drafted(one, false)).toEqual({ context: { line_id: "TEA" } });
    expect(drafted(describe(two, nowhere, calm), false)).toEqual({});
  });

  it("takes from every bin while a tote is filled, and when asked which bin", () => {
    const tote = describe([line("OAT")], here, { tote: true, chosenId: "OAT" });
    expect(drafted(tote, false)).toEqual({ step: "collect" });
    expect(drafted(describe([line("OAT")], here, calm), true)).toEqual({ step: "collect" });
  });
});
