/**
 * GS1 data in its three spellings: element string, bracketed text, Digital Link URI. The rules of
 * every application identifier come from gs1-ai.json, written from the server's own table.
 */
import table from "./gs1-ai.json";

export const GS = "\x1d";

export type Reason =
  | "empty"
  | "too_long"
  | "unknown_ai"
  | "format"
  | "check_digit"
  | "date"
  | "duplicate"
  | "double_separator";

/** The code claims to be GS1, EAN/UPC or ours, and breaks the rules of that. */
export class InvalidBarcode extends Error {
  readonly reason: Reason;
  readonly ai: string;
  readonly value: string;

  constructor(reason: Reason, ai: string, value: string) {
    super(`${reason} ${ai} ${value}`);
    this.reason = reason;
    this.ai = ai;
    this.value = value;
  }
}

type Rule = {
  ai: string;
  pattern: RegExp;
  kind: string;
  /** Characters of the value if predefined; 0: runs to the separator or the end. */
  length: number;
  /** That many leading digits end in a check digit; 0: none. */
  check: number;
};

type Row = { ai: string; pattern: string; kind?: string; length?: number; check?: number };

/** Fields in the order of the label; those at and after a doubt are left out. */
export type Elements = {
  values: Record<string, string>;
  /** A field that may have swallowed the next ones; what it can be, longest first. */
  doubt: { ai: string; choices: string[] } | null;
};

const LONGEST_VALUE = 90;
const rows = new Map((table as Row[]).map((row) => [row.ai, row]));
const rules = new Map<string, Rule>();
const keyLengths: Record<string, number[]> = { "00": [18], "01": [8, 12, 13, 14] };
const qualifiers = new Set(["10", "21", "22", "235"]);

function ruleOf(ai: string): Rule | undefined {
  const row = rows.get(ai);
  if (!row) return undefined;
  let rule = rules.get(ai);
  if (!rule) {
    rule = {
      ai,
      pattern: new RegExp(`^(?:${row.pattern})$`),
      kind: row.kind ?? "text",
      length: row.length ?? 0,
      check: row.check ?? 0,
    };
    rules.set(ai, rule);
  }
  return rule;
}

/** The rule of the application identifier that `text` shows at `start`, if any. */
export function ruleAt(text: string, start = 0): Rule | undefined {
  for (const length of [2, 3, 4]) {
    const rule = ruleOf(text.slice(start, start + length));
    if (rule) return rule;
  }
  return undefined;
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 2, weight = 3; at >= 0; at--, weight = 4 - weight) {
    sum += Number(digits[at]) * weight;
  }
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

/** 8, 12, 13 or 14 digits with a right check digit, not all of them zero. */
export function isGtin(text: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(text) && /[1-9]/.test(text) && hasCheckDigit(text);
}

/** YYMMDD as an ISO day, or null. Day 00 is the month's last; the century is the nearest. */
export function readDate(digits: string, today: string): string | null {
  const [year, month, day] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2))) as [
    number,
    number,
    number,
  ];
  const thisYear = Number(today.slice(0, 4));
  const ahead = year - (thisYear % 100);
  const century = Math.floor(thisYear / 100) * 100 - (ahead >= 51 ? 100 : ahead <= -50 ? -100 : 0);
  if (month < 1 || month > 12) return null;
  const last = new Date(Date.UTC(century + year, month, 0)).getUTCDate();
  if (day > last) return null;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${century + year}-${two(month)}-${two(day || last)}`;
}

function fault(rule: Rule, value: string, today: string): Reason | null {
  if (!value) return "empty";
  if (!rule.pattern.test(value)) return "format";
  if (rule.check && !hasCheckDigit(value.slice(0, rule.check))) return "check_digit";
  if (rule.kind === "date" && readDate(value.slice(0, 6), today) === null) return "date";
  return null;
}

/** Takes fields one by one, refusing bad values and contradictions. */
function collector(today: string) {
  const values: Record<string, string> = {};
  const families = new Map<string, string>();
  return {
    values,
    add(rule: Rule, value: string): void {
      const reason = fault(rule, value, today);
      if (reason) throw new InvalidBarcode(reason, rule.ai, value);
      // 3102 and 3103 are the same net weight and may be said once only.
      const family = rule.kind === "decimal" ? rule.ai.slice(0, 3) : rule.ai;
      const before = families.get(family);
      const said = `${rule.ai}=${value}`;
      if (before !== undefined && before !== said) {
        throw new InvalidBarcode("duplicate", rule.ai, value);
      }
      families.set(family, said);
      values[rule.ai] = value;
    },
  };
}

/** Fields of an element string without AIM identifier and leading separator. */
export function readElementString(text: string, today: string, separatorsSent = false): Elements {
  if (!text) throw new InvalidBarcode("empty", "", "");
  const believe = separatorsSent || text.includes(GS);
  const found = collector(today);
  let rest = text;
  while (rest) {
    const rule = ruleAt(rest);
    if (!rule) throw new InvalidBarcode("unknown_ai", "", rest.slice(0, 4));
    const [value, after] = cut(rule, rest);
    rest = after;
    if (!rule.length && !believe) {
      const choices = choicesOf(rule, value, Object.keys(found.values), today);
      if (choices.length > 0) return { values: found.values, doubt: { ai: rule.ai, choices } };
    }
    found.add(rule, value);
  }
  return { values: found.values, doubt: null };
}

/** The value behind the identifier, and what follows it and one separator. */
function cut(rule: Rule, text: string): [string, string] {
  const start = rule.ai.length;
  const stop = text.indexOf(GS, start);
  let end = stop < 0 ? text.length : stop;
  if (rule.length) end = Math.min(end, start + rule.length);
  let rest = text.slice(end);
  if (rest.startsWith(GS)) rest = rest.slice(1);
  // One superfluous separator is allowed; two mean a lost field.
  if (rest.startsWith(GS)) throw new InvalidBarcode("double_separator", rule.ai, "");
  return [text.slice(start, end), rest];
}

/** Values the field can have if a separator was lost in `text`; empty if none can be lost. */
function choicesOf(rule: Rule, text: string, taken: string[], today: string): string[] {
  const ends = readableFrom(text, new Set([...taken, rule.ai]), today);
  const splits: string[] = [];
  for (let end = Math.min(text.length - 1, LONGEST_VALUE); end > 0; end--) {
    if (ends[end] && fault(rule, text.slice(0, end), today) === null) {
      splits.push(text.slice(0, end));
    }
  }
  if (splits.length > 0 && fault(rule, text, today) === null) splits.unshift(text);
  return splits;
}

/** For each position: do whole fields fill the text from there? Worked out from the end. */
function readableFrom(text: string, barred: Set<string>, today: string): boolean[] {
  const size = text.length;
  const readable: boolean[] = [...new Array<boolean>(size).fill(false), true];
  for (let start = size - 1; start > 0; start--) {
    const rule = ruleAt(text, start);
    if (!rule || barred.has(rule.ai)) continue;
    const first = start + rule.ai.length;
    for (let end = first + 1; end <= Math.min(size, first + LONGEST_VALUE); end++) {
      if (readable[end] && fault(rule, text.slice(first, end), today) === null) {
        readable[start] = true;
        break;
      }
    }
  }
  return readable;
}

/** Fields of "(01)09506000134352(10)LOT", as printed under the bars, or null if it is not that. */
export function readBracketed(text: string, today: string): Elements | null {
  const parts = text.split(/(?<!\\)\((\d{2,4})\)/);
  if (parts[0]?.replaceAll(" ", "") || parts.length < 3 || !rows.has(parts[1] ?? "")) return null;
  const found = collector(today);
  for (let at = 1; at < parts.length; at += 2) {
    const ai = parts[at] ?? "";
    const rule = ruleOf(ai);
    if (!rule) throw new InvalidBarcode("unknown_ai", "", ai);
    const value = (parts[at + 1] ?? "").replace(/^ +| +$/g, "");
    found.add(rule, value.replaceAll("\\(", "(").replaceAll("\\)", ")"));
  }
  return { values: found.values, doubt: null };
}

/** Fields of a GS1 Digital Link URI, or null for any other web address. */
export function readDigitalLink(uri: string, today: string): Elements | null {
  const address = /^https?:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/i.exec(uri);
  if (!address) return null;
  const segments = (address[1] ?? "").replace(/\/+$/, "").split("/");
  const at = segments.findIndex((key, index) => isKey(key, segments[index + 1]));
  if (at < 0) return null;
  const key = segments[at] ?? "";
  const found = collector(today);
  const keyRule = ruleOf(key);
  if (keyRule) found.add(keyRule, (segments[at + 1] ?? "").padStart(14, "0"));
  addQualifiers(found, segments.slice(at + 2), key === "01");
  for (const pair of (address[2] ?? "").split("&")) {
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    const rule = ruleOf(decoded(name));
    if (rule && rule.ai !== key && !qualifiers.has(rule.ai)) found.add(rule, decoded(value));
  }
  return { values: found.values, doubt: null };
}

function isKey(key: string, number: string | undefined): boolean {
  if (number === undefined || !/^\d+$/.test(number)) return false;
  return keyLengths[key]?.includes(number.length) ?? false;
}

function addQualifiers(
  found: ReturnType<typeof collector>,
  segments: string[],
  allowed: boolean,
): void {
  for (let at = 0; at < segments.length; at += 2) {
    const ai = segments[at] ?? "";
    const value = segments[at + 1] ?? "";
    const rule = allowed && qualifiers.has(ai) ? ruleOf(ai) : undefined;
    if (!rule) throw new InvalidBarcode("unknown_ai", "", ai);
    if (/%(?![0-9A-Fa-f]{2})/.test(value)) throw new InvalidBarcode("format", ai, value);
    found.add(rule, decoded(value, false));
  }
}

/** A query part, where + means a blank, or with `plus` false a path segment; broken text stays. */
function decoded(text: string, plus = true): string {
  const spaced = plus ? text.replaceAll("+", " ") : text;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
