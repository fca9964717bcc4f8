/** The colours of tokens.css are readable, by day and by night (WCAG 2.2 contrast). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

function colour(name: string, dark: boolean): string {
  const pair = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  const one = new RegExp(`--${name}: (#\\w{6});`).exec(css);
  const found = pair ? pair[dark ? 2 : 1] : one?.[1];
  if (!found) throw new Error(`tokens.css has no colour --${name}`);
  return found;
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** What the scan screen shows: readable at arm's length. */
const strong = [
  ["ink", "ground"],
  ["ink", "surface"],
  ["ink", "sunk"],
  ["ink", "raised"],
  ["ink-2", "ground"],
  ["ink-2", "surface"],
  ["ink-2", "sunk"],
  ["ok", "ok-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
  ["info", "info-soft"],
  ["on-accent", "accent"],
  ["on-flash-ok", "flash-ok"],
  ["on-flash-warn", "flash-warn"],
  ["on-flash-bad", "flash-bad"],
] as const;
const plain = [
  ["accent", "ground"],
  ["accent", "surface"],
  ["accent", "accent-soft"],
  ["bad", "surface"],
  ["ok", "surface"],
] as const;
/** Lines that mean something, such as the edge of a field (WCAG 1.4.11). */
const edges = [
  ["line-strong", "surface"],
  ["focus", "ground"],
] as const;

describe.each([
  ["by day", false],
  ["by night", true],
])("colours %s", (_, dark) => {
  const check = (least: number) => (text: string, ground: string) =>
    expect(contrast(colour(text, dark), colour(ground, dark))).toBeGreaterThanOrEqual(least);
  it.each(strong)("%s on %s: 7 to 1", check(7));
  it.each(plain)("%s on %s: 4.5 to 1", check(4.5));
  it.each(edges)("%s on %s: 3 to 1", check(3));
});

it("no other style sheet has colours of its own", () => {
  const root = join(import.meta.dirname, "..");
  const sheets = import.meta.glob("../**/*.css");
  for (const path of Object.keys(sheets)) {
    if (path.endsWith("tokens.css")) continue;
    const text = readFileSync(join(root, "ui", path), "utf8");
    expect(text.match(/#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(/), path).toBeNull();
  }
});
