import { describe, expect, it } from "vitest";
import type { ScanIn, ScanResult } from "../../api/types.ts";
import { asAnswer, freshTask, mergeAnswers, reduce, type TaskState } from "./state.ts";

const scan = (id: string, raw = "0614141001019"): ScanIn => ({
  id,
  device_seq: 1,
  recorded_at: "2026-11-22T15:00:00Z",
  task: "pick",
  raw,
  source: "wedge",
  step: "scan",
});

const result = (id: string, more: Partial<ScanResult>): ScanResult => ({
  id,
  status: "applied",
  code: "ok",
  message: "Done.",
  ...more,
});

function play(...results: Partial<ScanResult>[]): TaskState {
  let state = freshTask("pick", "task-1");
  for (const [at, one] of results.entries()) {
    const id = `scan-${at}`;
    state = reduce(state, { type: "sent", scan: scan(id) });
    state = reduce(state, { type: "answered", scan: scan(id), result: result(id, one), at });
  }
  return state;
}

const atBin = { effect: { type: "location", location: { id: "b1", code: "A-03-2" } } };
const question = {
  status: "needs_input" as const,
  needs: { field: "lot", code: "lot_needed", prompt: "Which lot?", choices: [] },
};

describe("a floor task", () => {
  it("remembers the bin that was scanned", () => {
    expect(play(atBin).place).toEqual({ id: "b1", code: "A-03-2" });
  });

  it("stays at the bin when the next scan is refused", () => {
    const state = play(atBin, {
      status: "rejected",
      problem: {
        type: "",
        title: "Wrong item",
        status: 409,
        code: "wrong_item",
        detail: "Take oats.",
        action: "Take oats.",
        params: {},
        request_id: "",
      },
    });
    expect(state.place?.code).toBe("A-03-2");
    expect(state.entries[0]).toMatchObject({ tone: "bad", words: "Wrong item" });
  });

  it("opens the document a scan named and forgets the bin of the one before", () => {
    const state = play(atBin, {
      effect: { type: "opened" },
      document: { type: "pick_task", id: "task-2" },
    });
    expect(state).toMatchObject({ documentId: "task-2", place: null });
    expect(state.entries).toHaveLength(2);
  });

  it("takes a bin for granted until it is refused", () => {
    const guess = { id: "b2", code: "B-01" };
    const sent = reduce(play(atBin), { type: "sent", scan: scan("bin", "BIN:B-01"), guess });
    expect(sent.place).toEqual(guess);
    const refused = { ...result("bin", { status: "rejected" }), code: "wrong_location" };
    const answer = { type: "answered", scan: scan("bin"), result: refused, at: 9 } as const;
    expect(reduce(sent, answer).place).toBeNull();
  });

  it("leaves a bin that is counted, and the count with the last one", () => {
    const done = (last: boolean) => ({ effect: { type: "bin_counted", done: last } });
    expect(play(atBin, done(false))).toMatchObject({ place: null, ending: null });
    const ended = play(atBin, done(true));
    expect(ended.ending).not.toBeNull();
    const next = reduce(ended, {
      type: "answered",
      scan: scan("next"),
      result: { ...result("next", atBin), document: { type: "count", id: "c2" } },
      at: 9,
    });
    expect(next).toMatchObject({ documentId: "c2", ending: null, place: { code: "A-03-2" } });
  });

  it("asks one question and drops it with the next scan", () => {
    const asked = play(question);
    expect(asked.question?.need.field).toBe("lot");
    expect(reduce(asked, { type: "sent", scan: scan("next") }).question).toBeNull();
  });

  it("keeps “scan the bin first” open while the bin is scanned", () => {
    const asked = play({ ...question, needs: { ...question.needs, field: "location" } });
    expect(reduce(asked, { type: "sent", scan: scan("bin") }).question).not.toBeNull();
  });

  it("counts a quantity for one scan only", () => {
    const set = reduce(freshTask("receive"), { type: "quantity", qty: "12" });
    expect(set.qty).toBe("12");
    expect(reduce(set, { type: "sent", scan: scan("a") }).qty).toBeNull();
  });

  it("shows a repeated scan with the answer it got the first time", () => {
    const state = play({ ...question, status: "duplicate", first_status: "needs_input" });
    expect(state.question).not.toBeNull();
  });

  it("warns where the scan counted and something is to be known", () => {
    const state = play({ warnings: ["Expires in 5 days."] });
    expect(state.entries[0]).toMatchObject({ tone: "warn", action: "Expires in 5 days." });
  });

  it("ends with the last pick", () => {
    expect(play({ effect: { type: "picked", qty: "6", done: false } }).ending).toBeNull();
    expect(play({ effect: { type: "picked", qty: "6", done: true } }).ending).not.toBeNull();
  });

  it("keeps the newest fifty answers", () => {
    expect(play(...Array.from({ length: 60 }, () => ({}))).entries).toHaveLength(50);
  });
});

describe("answers to a chain of questions", () => {
  it("keep what was said before", () => {
    const first = mergeAnswers(undefined, { reason: "damaged" });
    expect(mergeAnswers(first, { approval: "token" })).toEqual({
      reason: "damaged",
      approval: "token",
    });
  });

  it("add up confirmations", () => {
    expect(mergeAnswers({ confirm: ["soon"] }, { confirm: ["over"] }).confirm).toEqual([
      "soon",
      "over",
    ]);
  });

  it("confirm by the question's own code", () => {
    const need = { field: "confirm", code: "take_over", prompt: "", choices: [] };
    expect(asAnswer(need, "yes")).toEqual({ confirm: ["take_over"] });
  });
});
