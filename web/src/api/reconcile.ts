/** The calls about comparing our stock with QuickBooks' quantities. */
import { get, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Run = Schemas["RunRow"];
export type RunDetail = Schemas["RunDetail"];
export type Line = Schemas["LineRow"];
export type Cause = Schemas["CauseOut"];
export type How = Schemas["How"];

export const latestReconcile = () => get("/api/sync/reconcile");
export const reconcileNow = () => post("/api/sync/reconcile");
export const listReconcileRuns = (query: { cursor?: string | undefined; limit?: number }) =>
  get("/api/sync/reconcile/runs", { query });
export const getReconcileRun = (run_id: string) =>
  get("/api/sync/reconcile/runs/{run_id}", { path: { run_id } });
export const repairLine = (line_id: string, how: How, cause?: number) =>
  post("/api/sync/reconcile/lines/{line_id}/repair", {
    path: { line_id },
    body: { how, ...(cause === undefined ? {} : { cause }) },
  });

/** Where the differences of a comparison are downloaded as a spreadsheet. */
export const reconcileCsv = (run_id: string) => `/api/sync/reconcile/runs/${run_id}/csv`;
