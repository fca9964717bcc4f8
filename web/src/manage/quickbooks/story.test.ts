import { expect, it } from "vitest";
import type { TimelineStep } from "../../api/activity.ts";
import { folded, title } from "./story.ts";

const step = (what: TimelineStep["what"], more: Partial<TimelineStep> = {}): TimelineStep => ({
  at: "2026-11-20T15:00:00Z",
  what,
  person: "",
  words: "",
  ...more,
});

it("folds scans that one person made in a row", () => {
  const steps = [
    step("scan", { person: "Dana" }),
    step("scan", { person: "Dana" }),
    step("queued"),
    step("scan", { person: "Dana" }),
    step("scan", { person: "Ravi" }),
  ];
  const told = folded(steps).map(({ first, more }) => [first.what, first.person, more.length]);
  expect(told).toEqual([
    ["scan", "Dana", 1],
    ["queued", "", 0],
    ["scan", "Dana", 0],
    ["scan", "Ravi", 0],
  ]);
});

it("says that it is there once: by the answer, or by the person who entered it", () => {
  const attempt = { purpose: "send", outcome: "done", external_number: "1187" } as NonNullable<
    TimelineStep["attempt"]
  >;
  const sent = [step("attempt", { attempt }), step("done")];
  expect(folded(sent).map(({ first }) => title(first))).toEqual(["Sent. In QuickBooks as 1187"]);
  const byHand = [step("done", { words: "1187" })];
  expect(folded(byHand).map(({ first }) => title(first))).toEqual([
    "Entered in QuickBooks by hand as 1187",
  ]);
});
