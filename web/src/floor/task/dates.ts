/** Typed dates: digits become MM/DD/YYYY as they are typed. */

export function maskDate(text: string): string {
  // A month or day typed with its slash may be one digit: 3/ means 03/.
  const padded = text.replace(/(^|\/)(\d)(?=\/)/g, "$10$2");
  const digits = padded.replace(/\D/g, "").slice(0, 8);
  const parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean);
  const masked = parts.join("/");
  const justSlashed = text.endsWith("/") && (masked.length === 2 || masked.length === 5);
  return justSlashed ? `${masked}/` : masked;
}

/** MM/DD/YYYY or MM/DD/YY as an ISO day; null if there is no such day. */
export function isoDay(text: string): string | null {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(text.trim());
  if (!parts) return null;
  const [month, day] = [Number(parts[1]), Number(parts[2])];
  const year = parts[3]?.length === 2 ? 2000 + Number(parts[3]) : Number(parts[3]);
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1900;
  return real ? date.toISOString().slice(0, 10) : null;
}
