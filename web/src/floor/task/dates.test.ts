import { describe, expect, it } from "vitest";
import { isoDay, maskDate } from "./dates.ts";

describe("typed dates", () => {
  it.each([
    ["0", "0"],
    ["03", "03"],
    ["0314", "03/14"],
    ["03142027", "03/14/2027"],
    ["3/", "03/"],
    ["3/4/", "03/04/"],
    ["03/14/27", "03/14/27"],
    ["031420279", "03/14/2027"],
  ])("%s is shown as %s", (typed, shown) => expect(maskDate(typed)).toBe(shown));

  it.each([
    ["03/14/2027", "2027-03-14"],
    ["03/14/27", "2027-03-14"],
    ["02/29/2028", "2028-02-29"],
    ["02/29/2027", null],
    ["13/01/2027", null],
    ["00/10/2027", null],
    ["", null],
  ])("%s means %s", (typed, iso) => expect(isoDay(typed)).toBe(iso));
});
