/** Exact sums and comparisons of quantities, which travel as text with at most five decimals. */

const PLACES = 5;

function scaled(text: string): bigint {
  const [whole = "0", rest = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole + rest.slice(0, PLACES).padEnd(PLACES, "0"));
  return text.startsWith("-") ? -value : value;
}

function text(value: bigint): string {
  const sign = value < 0n ? "-" : "";
  const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, "0");
  const rest = digits.slice(-PLACES).replace(/0+$/, "");
  return sign + digits.slice(0, -PLACES) + (rest ? `.${rest}` : "");
}

export function sum(values: string[]): string {
  return text(values.reduce((total, value) => total + scaled(value), 0n));
}

export function minus(a: string, b: string): string {
  return text(scaled(a) - scaled(b));
}

export function isZero(value: string): boolean {
  return scaled(value) === 0n;
}

export function atLeastQty(a: string, b: string): boolean {
  return scaled(a) >= scaled(b);
}

/** How much of `whole` is `part`, from 0 to 1: for bars, never for counting. */
export function share(part: string, whole: string): number {
  const all = scaled(whole);
  if (all <= 0n) return 0;
  return Math.min(1, Number((scaled(part) * 1000n) / all) / 1000);
}
