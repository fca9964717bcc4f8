import { describe, expect, it } from "vitest";
import type { CountTask, CountTaskBin } from "../../api/counts.ts";
import type { ScanIn } from "../../api/types.ts";
import { freshTask } from "../task/state.ts";
import { guessPlace, openBin, describe as view } from "./state.ts";

const bin = (code: string, over: Partial<CountTaskBin> = {}): CountTaskBin => ({
  id: `b-${code}`,
  location_id: `l-${code}`,
  code,
  barcode: `BIN:${code}`,
  state: "waiting",
  round: 1,
  counter: "",
  yours: false,
  for_others: false,
  ...over,
});

const task = (...bins: CountTaskBin[]): CountTask => ({
  id: "c",
  number: "CC-1",
  state: "open",
  origin: "plan",
  note: "",
  item: null,
  bins,
  tallies: [],
});

const scan = (raw: string, step: ScanIn["step"] = "scan"): ScanIn => ({
  id: "s",
  device_seq: 1,
  recorded_at: "2026-11-22T15:00:00Z",
  task: "count",
  raw,
  source: "wedge",
  step,
});

const at = (code: string) => ({ id: `l-${code}`, code });

describe("counting", () => {
  it("walks from bin to bin and passes by what others count", () => {
    const bins = [bin("A", { state: "counted" }), bin("B", { for_others: true }), bin("C")];
    const state = freshTask("count", "c");
    expect(view(task(...bins), state)).toMatchObject({ phase: "go", next: { code: "C" }, done: 1 });
    const left = bins.slice(0, 2);
    expect(view(task(...left), state)).toMatchObject({ phase: "others", next: null });
  });

  it("counts in the open bin even when the list is old", () => {
    const state = { ...freshTask("count", "c"), place: at("A") };
    expect(view(undefined, state).phase).toBe("count");
  });

  it("goes on in the bin that was left open", () => {
    expect(openBin(task(bin("A"), bin("B", { state: "counting", yours: true })))).toEqual(at("B"));
    expect(openBin(task(bin("A", { state: "counting" })))).toBeNull();
  });

  it("knows without a connection in which bin the next scans are", () => {
    const known = task(bin("A"), bin("B", { barcode: "SHELF 7" }));
    expect(guessPlace(known, scan("bin:a"))).toEqual(at("A"));
    expect(guessPlace(known, scan("shelf 7"))).toEqual(at("B"));
    expect(guessPlace(known, scan("BIN:Z"))).toBeNull();
    expect(guessPlace(known, scan("0614141001019"))).toBeUndefined();
    expect(guessPlace(known, scan("", "finish"))).toBeNull();
  });
});
