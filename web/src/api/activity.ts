/** The calls about the activity log: every exchange with QuickBooks. */
import { get } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type ActivityRow = Schemas["ActivityRow"];
export type ActivityDetail = Schemas["ActivityDetail"];
export type AttemptOutcome = Schemas["AttemptOutcome"];

/** What to look for; all of it must hold. */
export type ActivityFilters = {
  reading?: boolean;
  search?: string;
  kind?: string;
  outcome?: AttemptOutcome | null;
  code?: string;
  user_id?: string;
  since?: string;
  until?: string;
};

export const listActivity = (query: ActivityFilters & { cursor?: string | undefined }) =>
  get("/api/sync/activity", { query });
export const getActivity = (attempt_id: string) =>
  get("/api/sync/activity/{attempt_id}", { path: { attempt_id } });
export const listActivityPeople = () => get("/api/sync/activity/people");

/** Where the same comes as a file. */
export function activityCsv(filters: ActivityFilters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, String(value));
  return `/api/sync/activity.csv?${query}`;
}

export type TimelineStep = Schemas["TimelineStep"];
export const getTimeline = (operation_id: string) =>
  get("/api/sync/operations/{operation_id}/timeline", { path: { operation_id } });
