/**
 * What a scanned text says, before anybody looks in the catalogue. The server decides; this is the
 * same reading on the phone, held to it by the golden cases in tests/vectors. Order: own labels,
 * Digital Link, EAN/UPC symbols, bracketed GS1 text, GS1 element string, GTIN, plain text.
 */
import {
  type Elements,
  GS,
  InvalidBarcode,
  isGtin,
  readBracketed,
  readDate,
  readDigitalLink,
  readElementString,
  ruleAt,
} from "./gs1.ts";

export type Kind = "own" | "digital_link" | "gs1" | "gtin" | "text";
export const schemes = ["BIN", "BDG", "DOC", "CTN", "TOTE"] as const;
export type Scheme = (typeof schemes)[number];

export type ParseWarning = {
  code: "separator_missing" | "count_without_content" | "content_without_count";
  ai: string;
  choices: string[];
};

/** Fields the code does not state are null. */
export type Parsed = {
  raw: string;
  kind: Kind;
  code: string;
  scheme: Scheme | null;
  gtin14: string | null;
  lot: string | null;
  serial: string | null;
  expiry: string | null;
  best_before: string | null;
  production: string | null;
  count: number | null;
  weight: { value: string; unit: string } | null;
  sscc: string | null;
  content_gtin14: string | null;
  ais: Record<string, string>;
  warnings: ParseWarning[];
};

/** What the set-up page learnt about one scanner. */
export type ScannerSettings = {
  prefix: string;
  suffix: string;
  separators: string[];
  sends_separator: boolean;
};

export const plainScanner: ScannerSettings = {
  prefix: "",
  suffix: "",
  separators: [],
  sends_separator: false,
};

/** Our own decoders never drop a separator. */
export const camera: ScannerSettings = { ...plainScanner, sends_separator: true };

const MAX_RAW = 1024;
const ownLabel = new RegExp(`^(${schemes.join("|")}):([\\s\\S]*)$`, "i");
const elementStringAims = new Set(["]C1", "]e0", "]d2", "]d8", "]Q3", "]J1"]);
const retailSymbols = new Set(["EAN13", "EAN8", "UPCA", "UPCE"]);
const retailAims = new Set(["]E0", "]E3", "]E4"]);

type Scan = {
  raw: string;
  text: string;
  aim: string | null;
  symbology: string;
  heldSeparator: boolean;
  settings: ScannerSettings;
  today: string;
};

type Options = {
  /** ISO day of the scan: it decides the century of dates. */
  today: string;
  symbology?: string | undefined;
  aimId?: string | undefined;
  settings?: ScannerSettings;
};

/** Interprets one scan; throws `InvalidBarcode` where a code breaks the rules of what it claims. */
export function parse(raw: string, options: Options): Parsed {
  const settings = options.settings ?? plainScanner;
  if ([...raw].length > MAX_RAW) throw new InvalidBarcode("too_long", "", raw);
  let framed = raw.replace(/[\r\n\t]+$/, "");
  if (framed.startsWith(settings.prefix)) framed = framed.slice(settings.prefix.length);
  if (settings.suffix && framed.endsWith(settings.suffix)) {
    framed = framed.slice(0, -settings.suffix.length);
  }
  const [text, aim] = cutAim(framed.replace(/[\r\n\t]+$/, ""), options.aimId || null);
  const scan: Scan = {
    raw,
    text: withoutLead(text),
    aim,
    symbology: (options.symbology ?? "").toUpperCase().replace(/[^A-Z0-9]/g, ""),
    heldSeparator: withSeparators(framed, settings).includes(GS),
    settings,
    today: options.today,
  };
  if (!trimBlanks(scan.text)) throw new InvalidBarcode("empty", "", "");
  for (const interpret of [asOwnLabel, asLink, asRetail, asBracketed, asElementString, asGtin]) {
    const parsed = interpret(scan);
    if (parsed) return parsed;
  }
  return result(scan, { kind: "text", code: trimBlanks(scan.text) });
}

const withoutLead = (text: string) => (text.startsWith(GS) ? text.slice(1) : text);
const trimBlanks = (text: string) => text.replace(/^ +| +$/g, "");

function withSeparators(text: string, settings: ScannerSettings): string {
  return settings.separators.reduce((done, typed) => done.replaceAll(typed, GS), text);
}

function cutAim(text: string, aimId: string | null): [string, string | null] {
  const bare = withoutLead(text);
  const lead = /^\][A-Za-z][0-9A-Za-z]/.exec(bare)?.[0];
  if (lead && (aimId === null || aimId.toLowerCase() === lead.toLowerCase())) {
    const rest = bare.slice(3);
    return [rest, standardCase(lead, withoutLead(rest))];
  }
  return [text, aimId === null ? null : standardCase(aimId, bare)];
}

/** Caps lock may have turned the letter round; ]E0 and ]e0 differ by case alone, so data decides. */
function standardCase(aimId: string, text: string): string {
  const letter = aimId.slice(1, 2).toUpperCase();
  const modifier = aimId.slice(2);
  if (letter === "E" && modifier === "0") return text.length >= 16 && ruleAt(text) ? "]e0" : "]E0";
  return `]${letter === "D" ? "d" : letter}${modifier}`;
}

function asOwnLabel(scan: Scan): Parsed | null {
  const match = ownLabel.exec(scan.text);
  if (!match) return null;
  const code = trimBlanks(match[2] ?? "");
  if (!code) throw new InvalidBarcode("empty", "", scan.text);
  return result(scan, { kind: "own", scheme: match[1]?.toUpperCase() as Scheme, code });
}

function asLink(scan: Scan): Parsed | null {
  if (scan.aim && elementStringAims.has(scan.aim)) return null;
  if (!/^https?:\/\//i.test(scan.text)) return null;
  const link = readDigitalLink(scan.text, scan.today);
  return link && fromElements(scan, "digital_link", link);
}

/** An EAN or UPC symbol: nothing but a GTIN can be in it. */
function asRetail(scan: Scan): Parsed | null {
  const byAim = scan.aim !== null && retailAims.has(scan.aim);
  if (!byAim && (scan.aim || !retailSymbols.has(scan.symbology))) return null;
  // ]E3: an EAN-13 with the two or five digits of a magazine issue behind it
  const text = scan.aim === "]E3" ? scan.text.slice(0, 13) : scan.text;
  const short = scan.symbology === "UPCE" && /^.{6,8}$/.test(text);
  const gtin = short ? expandUpcE(text) : text;
  if (!/^(\d{8}|\d{12,14})$/.test(gtin)) throw new InvalidBarcode("format", "", text);
  if (!isGtin(gtin)) throw new InvalidBarcode("check_digit", "", text);
  return result(scan, { kind: "gtin", code: text, gtin14: gtin.padStart(14, "0") });
}

/** UPC-E of 6 digits, 7 (with number system) or 8 (and check digit) as UPC-A. */
function expandUpcE(text: string): string {
  if (!/^\d+$/.test(text)) throw new InvalidBarcode("check_digit", "", text);
  const system = text.length === 6 ? "0" : text.slice(0, 1);
  const body = text.length === 6 ? text : text.slice(1, 7);
  if (system !== "0" && system !== "1") throw new InvalidBarcode("check_digit", "", text);
  const last = body.slice(5);
  let data: string;
  if ("012".includes(last)) data = `${body.slice(0, 2)}${last}0000${body.slice(2, 5)}`;
  else if (last === "3") data = `${body.slice(0, 3)}00000${body.slice(3, 5)}`;
  else if (last === "4") data = `${body.slice(0, 4)}00000${body.slice(4, 5)}`;
  else data = `${body.slice(0, 5)}0000${last}`;
  const eleven = system + data;
  const full = [..."0123456789"].map((digit) => eleven + digit).find(isGtin) ?? "";
  if (text.length === 8 && text.slice(7) !== full.slice(-1)) {
    throw new InvalidBarcode("check_digit", "", text);
  }
  return full;
}

function asBracketed(scan: Scan): Parsed | null {
  const elements = readBracketed(scan.text, scan.today);
  return elements && fromElements(scan, "gs1", elements);
}

/**
 * An AIM identifier decides alone. Without one a valid GTIN is a GTIN, a separator is a claim if a
 * field starts the text, and 00, 01 or 02 at the start is one if everything fits.
 */
function asElementString(scan: Scan): Parsed | null {
  const text = withoutLead(withSeparators(scan.text, scan.settings));
  if (scan.aim && !elementStringAims.has(scan.aim)) return null;
  const claimed = Boolean(scan.aim) || (scan.heldSeparator && ruleAt(text) !== undefined);
  if (!claimed && (isGtin(text) || !/^0[012]/.test(text))) return null;
  try {
    return fromElements(
      scan,
      "gs1",
      readElementString(text, scan.today, scan.settings.sends_separator),
    );
  } catch (error) {
    if (claimed || !(error instanceof InvalidBarcode)) throw error;
    return null;
  }
}

function asGtin(scan: Scan): Parsed | null {
  const text = trimBlanks(scan.text);
  if (!isGtin(text)) return null;
  return result(scan, { kind: "gtin", code: text, gtin14: text.padStart(14, "0") });
}

function fromElements(scan: Scan, kind: Kind, elements: Elements): Parsed {
  const { values } = elements;
  const day = (ai: string) => (values[ai] ? readDate(values[ai], scan.today) : null);
  const gtin14 = values["01"] ?? null;
  const sscc = values["00"] ?? null;
  const content = values["02"] ?? null;
  const count = (content && values["37"]) || values["30"];
  return result(scan, {
    kind,
    code: gtin14 ?? sscc ?? content ?? scan.text,
    gtin14,
    lot: values["10"] ?? null,
    serial: values["21"] ?? null,
    expiry: day("17"),
    best_before: day("15"),
    production: day("11"),
    count: count ? Number(count) : null,
    weight: weight(values),
    sscc,
    content_gtin14: content,
    ais: values,
    warnings: warnings(elements),
  });
}

/** Net weight: (310n) in kilograms, else (320n) in pounds, n digits behind the point. */
function weight(values: Record<string, string>): Parsed["weight"] {
  for (const [family, unit] of [
    ["310", "kg"],
    ["320", "lb"],
  ] as const) {
    for (const [ai, digits] of Object.entries(values)) {
      if (ai.startsWith(family)) return { value: shifted(digits, Number(ai[3])), unit };
    }
  }
  return null;
}

/** `digits` with `places` of them behind the point, without zeros that say nothing. */
function shifted(digits: string, places: number): string {
  const padded = digits.padStart(places + 1, "0");
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, "");
  const rest = padded.slice(padded.length - places).replace(/0+$/, "");
  return rest ? `${whole}.${rest}` : whole;
}

function warnings({ values, doubt }: Elements): ParseWarning[] {
  const found: ParseWarning[] = [];
  if (doubt) found.push({ code: "separator_missing", ai: doubt.ai, choices: doubt.choices });
  if (values["37"] && !values["02"]) {
    found.push({ code: "count_without_content", ai: "37", choices: [] });
  }
  if (values["02"] && !values["37"] && !doubt) {
    found.push({ code: "content_without_count", ai: "02", choices: [] });
  }
  return found;
}

function result(scan: Scan, known: Partial<Parsed> & { kind: Kind; code: string }): Parsed {
  return {
    raw: scan.raw,
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
    ...known,
  };
}
