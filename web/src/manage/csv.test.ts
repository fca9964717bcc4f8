import { expect, it } from "vitest";
import { toCsv } from "./csv.ts";

it("quotes fields and keeps Excel from running what somebody typed", () => {
  expect(
    toCsv(
      ["Item", "Qty"],
      [
        ['6" pan, red', "-2.5"],
        ["=1+1", "3"],
      ],
    ),
  ).toBe('"Item","Qty"\r\n"6"" pan, red","-2.5"\r\n"\'=1+1","3"');
});
