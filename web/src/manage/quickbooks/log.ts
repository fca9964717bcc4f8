/** The activity log's filters as they stand in the address, and its words. */
import type { ActivityFilters, ActivityRow, AttemptOutcome } from "../../api/activity.ts";
import { activity as words } from "../../i18n/en-activity.ts";
import { query } from "../../router.ts";

/** The filters a person can take away one by one. */
export const FILTERS = ["search", "kind", "outcome", "code", "user_id", "since", "until"] as const;

export function filtersOf(address: URLSearchParams): ActivityFilters {
  const text = (name: string) => address.get(name) ?? "";
  return {
    reading: text("view") === "reads",
    search: text("search"),
    kind: text("kind"),
    outcome: (text("outcome") || null) as AttemptOutcome | null,
    code: text("code"),
    user_id: text("user_id"),
    since: text("since"),
    until: text("until"),
  };
}

export const filtered = () => FILTERS.some((name) => query.value.get(name));

/** "Receipt", or what was read: "Items". */
export function kindOf(row: ActivityRow): string {
  const known = row.purpose === "read" ? words.reads : words.kinds;
  return known[row.kind] ?? row.kind;
}

export function outcomeOf(row: ActivityRow): string {
  if (!row.outcome) return words.underWay;
  if (row.purpose === "read") return row.outcome === "done" ? words.read.done : words.read.retry;
  return words.outcomes[row.outcome];
}
