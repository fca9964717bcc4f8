import { describe, expect, it } from "vitest";
import { readGuard } from "./guard.ts";
import type { Read } from "./read.ts";

const ean: Read = { raw: "0614141001019", source: "camera", symbology: "EAN13" };
const other: Read = { raw: "0614141001026", source: "camera", symbology: "EAN13" };
const matrix: Read = { raw: "0100614141001019", source: "camera", symbology: "DataMatrix" };
const code128: Read = { raw: "SO-1042", source: "camera", symbology: "Code128" };

describe("the camera's guard against wrong and double reads", () => {
  it("wants to see an EAN equal in two frames", () => {
    const guard = readGuard();
    expect(guard.frame([ean], 0)).toEqual([]);
    expect(guard.frame([ean], 100)).toEqual([ean]);
  });

  it("does not believe two different reads of a linear code", () => {
    const guard = readGuard();
    guard.frame([ean], 0);
    expect(guard.frame([other], 100)).toEqual([]);
  });

  it.each([matrix, code128])("believes $symbology at once", (read) => {
    expect(readGuard().frame([read], 0)).toEqual([read]);
  });

  it("counts a code once while it stays in view", () => {
    const guard = readGuard();
    guard.frame([matrix], 0);
    for (let now = 100; now < 10_000; now += 100) expect(guard.frame([matrix], now)).toEqual([]);
  });

  it("counts it again after it was gone for 1.5 s", () => {
    const guard = readGuard();
    guard.frame([matrix], 0);
    guard.frame([], 1_000);
    expect(guard.frame([matrix], 1_600)).toEqual([matrix]);
  });

  it("forgets on request, for one more of the same", () => {
    const guard = readGuard();
    guard.frame([matrix], 0);
    guard.forget();
    expect(guard.frame([matrix], 100)).toEqual([matrix]);
  });
});
