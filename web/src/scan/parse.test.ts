/** The phone reads labels exactly as the server does: both run the same golden cases. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InvalidBarcode } from "./gs1.ts";
import { type Parsed, parse, plainScanner, type ScannerSettings } from "./parse.ts";

type Case = {
  name: string;
  raw: string;
  symbology?: string;
  aim_id?: string;
  settings?: Partial<ScannerSettings>;
  today: string;
  expect?: Partial<Parsed>;
  refuse?: { ai: string; reason: string };
};

const nothing = {
  scheme: null,
  gtin14: null,
  lot: null,
  serial: null,
  expiry: null,
  best_before: null,
  production: null,
  count: null,
  weight: null,
  sscc: null,
  content_gtin14: null,
  ais: {},
  warnings: [],
};

for (const file of ["gs1", "parse"]) {
  const path = join(import.meta.dirname, "../../../tests/vectors", `${file}.json`);
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: Case[] };
  describe(`golden cases of ${file}.json`, () => {
    it.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
      const read = () =>
        parse(one.raw, {
          today: one.today,
          symbology: one.symbology,
          aimId: one.aim_id,
          settings: { ...plainScanner, ...one.settings },
        });
      if (one.refuse) {
        expect(read).toThrow(InvalidBarcode);
        try {
          read();
        } catch (error) {
          expect(error).toMatchObject(one.refuse);
        }
      } else {
        expect(read()).toEqual({ ...nothing, raw: one.raw, ...one.expect });
      }
    });
  });
}
