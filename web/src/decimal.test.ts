import { expect, it } from "vitest";
import { atLeastQty, isZero, minus, share, sum } from "./decimal.ts";

it("adds what floats would get wrong", () => {
  expect(sum(["0.1", "0.2"])).toBe("0.3");
  expect(sum([])).toBe("0");
  expect(sum(["12", "0.00001"])).toBe("12.00001");
});

it("subtracts below zero", () => {
  expect(minus("1", "1.5")).toBe("-0.5");
  expect(minus("2.50", "2.5")).toBe("0");
});

it("compares", () => {
  expect(isZero("0.000")).toBe(true);
  expect(isZero("0.00001")).toBe(false);
  expect(atLeastQty("10", "9.99999")).toBe(true);
});

it("gives shares between nothing and all", () => {
  expect(share("6", "12")).toBe(0.5);
  expect(share("13", "12")).toBe(1);
  expect(share("1", "0")).toBe(0);
});
