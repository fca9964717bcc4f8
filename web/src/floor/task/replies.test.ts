import { describe, expect, it } from "vitest";
import { parse } from "../../scan/parse.ts";
import type { Read } from "../../scan/read.ts";
import { replyOf } from "./replies.ts";
import type { Question } from "./state.ts";

const asked = (field: string): Question => ({
  scan: {
    id: "s",
    device_seq: 1,
    recorded_at: "",
    task: "receive",
    raw: "0614141001019",
    source: "wedge",
    step: "scan",
  },
  need: { field, code: "take_over", prompt: "", choices: [] },
});

function reply(field: string, raw: string) {
  const read: Read = { raw, source: "wedge" };
  return replyOf(asked(field), read, parse(raw, { today: "2026-11-22" }));
}

describe("a scan while a question is open", () => {
  it("answers the lot with plain text", () => {
    expect(reply("lot", "L2211")).toEqual({ kind: "answer", answers: { lot: "L2211" } });
  });

  it("is a scan of its own where the code names an item, lot and all", () => {
    expect(reply("lot", "(01)00614141001019(10)L2211")).toEqual({ kind: "new" });
  });

  it("is a scan of its own where it is a bin", () => {
    expect(reply("lot", "BIN:A-03-2")).toEqual({ kind: "new" });
  });

  it("answers the expiry with a GS1 date", () => {
    const date = { kind: "answer", answers: { expiry: "2027-07-20" } };
    expect(reply("expiry", "(17)270720")).toEqual(date);
  });

  it("confirms by the same code again, and by nothing else", () => {
    expect(reply("confirm", "0614141001019")).toEqual({
      kind: "answer",
      answers: { confirm: ["take_over"] },
    });
    expect(reply("confirm", "0614141001026")).toEqual({ kind: "new" });
  });

  it("is a supervisor's badge where consent is asked", () => {
    expect(reply("approval", "BDG:SAM")).toEqual({ kind: "badge", badge: "BDG:SAM" });
  });
});
