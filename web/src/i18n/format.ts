/** Numbers, money and dates as the company reads them: US English, in the company's time zone. */
import { computed } from "@preact/signals";
import { me } from "../session.ts";

const zone = computed(() => me.value?.company.zone);

/** "12.50000" → "12.5", "1200" → "1,200". Quantities stay text: no float ever touches them. */
export function qty(value: string | null | undefined): string {
  if (value === null || value === undefined || value === "") return "0";
  const [whole = "0", rest = ""] = value.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const digits = rest.replace(/0+$/, "");
  return digits ? `${grouped}.${digits}` : grouped;
}

/** An ISO day as MM/DD/YYYY; it has no time and so no zone. */
export function day(iso: string | null | undefined): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  return parts ? `${parts[2]}/${parts[3]}/${parts[1]}` : "";
}

/** An ISO day as MM/DD/YY, for chips. */
export function shortDay(iso: string | null | undefined): string {
  const long = day(iso);
  return long && `${long.slice(0, 6)}${long.slice(8)}`;
}

function inZone(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    ...options,
    ...(zone.value ? { timeZone: zone.value } : {}),
  });
}

/** 10:02:11 AM */
export function time(iso: string): string {
  return inZone({ hour: "numeric", minute: "2-digit", second: "2-digit" }).format(new Date(iso));
}

/** 11/22/2026, 10:02 AM */
export function moment(iso: string | null | undefined): string {
  if (!iso) return "";
  return inZone({
    month: "2-digit",
    day: "2-digit",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(new Date(iso));
}

/** Today's ISO day where the company is. */
export function today(now = new Date()): string {
  const parts = inZone({ year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** How long ago: "just now", "5 min", "3 h", "2 days". */
export function age(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? "1 day" : `${days} days`;
}

/** "just now", "5 min ago". */
export function ago(iso: string, now = Date.now()): string {
  const words = age(iso, now);
  return words === "just now" ? words : `${words} ago`;
}

/** How long until then: "40 s", "5 min"; empty once it has passed. */
export function until(iso: string, now = Date.now()): string {
  const seconds = Math.ceil((Date.parse(iso) - now) / 1000);
  if (seconds <= 0) return "";
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** $1,234.56 */
export function money(value: string | null | undefined): string {
  if (value === null || value === undefined) return "";
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(
    Number(value),
  );
}

/** "12", "12 of 40", "2.5 kg": the unit is said unless it is plain pieces. */
export function amount(value: string, unit: string): string {
  return unit === "" || unit === "each" ? qty(value) : `${qty(value)} ${unit}`;
}

/** A sentence of the server's with its ISO days turned into the company's dates. */
export function sentence(text: string): string {
  return text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (iso) => day(iso));
}
