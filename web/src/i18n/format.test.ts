import { expect, it } from "vitest";
import { age, ago, amount, day, qty, sentence, shortDay, until } from "./format.ts";

it("groups quantities and drops zeros that say nothing", () => {
  expect(qty("1234567.50000")).toBe("1,234,567.5");
  expect(qty("12")).toBe("12");
  expect(qty(null)).toBe("0");
});

it("says the unit unless it is plain pieces", () => {
  expect(amount("12", "each")).toBe("12");
  expect(amount("2.5", "kg")).toBe("2.5 kg");
});

it("writes days the American way, without a time zone moving them", () => {
  expect(day("2027-03-14")).toBe("03/14/2027");
  expect(shortDay("2027-03-14")).toBe("03/14/27");
  expect(day(null)).toBe("");
});

it("turns ISO days inside a sentence", () => {
  expect(sentence("Lot L1 expired on 2026-11-01.")).toBe("Lot L1 expired on 11/01/2026.");
});

it("says how long ago", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(age("2026-11-22T11:59:55Z", now)).toBe("just now");
  expect(age("2026-11-22T11:48:00Z", now)).toBe("12 min");
  expect(age("2026-11-20T11:00:00Z", now)).toBe("2 days");
});

it("says how long until then, and nothing once it has passed", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(until("2026-11-22T12:00:40Z", now)).toBe("40 s");
  expect(until("2026-11-22T12:04:30Z", now)).toBe("5 min");
  expect(until("2026-11-22T11:59:59Z", now)).toBe("");
});

it("says how long ago something was", () => {
  const now = Date.parse("2026-11-27T12:00:00Z");
  expect(ago("2026-11-27T11:59:58Z", now)).toBe("just now");
  expect(ago("2026-11-27T11:37:00Z", now)).toBe("23 min ago");
});
