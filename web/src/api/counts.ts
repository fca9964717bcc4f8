/** Counts: what the floor asks of them, and what the desk decides. */
import { get, patch, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type CountTaskRow = Schemas["CountTaskRow"];
export type CountTask = Schemas["CountTask"];
export type CountTaskBin = Schemas["CountTaskBin"];
export type CountTally = Schemas["CountTally"];
export type CountRow = Schemas["CountRow"];
export type CountReview = Schemas["CountReview"];
export type ReviewLine = Schemas["ReviewLine"];
export type CountState = Schemas["SessionState"];
export type CountRules = Schemas["CountRulesOut"];
export type CountPlan = Schemas["PlanOut"];
export type CountPlanIn = Schemas["PlanIn"];
export type Accuracy = Schemas["AccuracyOut"];

export const listCountTasks = () => get("/api/count-tasks");
export const getCountTask = (count_id: string) =>
  get("/api/count-tasks/{count_id}", { path: { count_id } });

export const listCounts = (query: {
  state?: CountState | null;
  cursor?: string | undefined;
  limit?: number;
}) => get("/api/counts", { query });
export const getCount = (count_id: string) => get("/api/counts/{count_id}", { path: { count_id } });
export const openCount = (body: Partial<Schemas["CountIn"]>) =>
  post("/api/counts", { body: body as Schemas["CountIn"] });
export const approveCount = (count_id: string, body: Schemas["CountApprovalIn"]) =>
  post("/api/counts/{count_id}/approve", { path: { count_id }, body });
export const recountBins = (count_id: string, bin_ids: string[]) =>
  post("/api/counts/{count_id}/recount", { path: { count_id }, body: { bin_ids } });
export const cancelCount = (count_id: string) =>
  post("/api/counts/{count_id}/cancel", { path: { count_id } });
export const getAccuracy = () => get("/api/counts/accuracy");

export const getCountRules = () => get("/api/counts/rules");
export const changeCountRules = (body: CountRules) => patch("/api/counts/rules", { body });

export const listCountPlans = () => get("/api/count-plans");
export const addCountPlan = (body: CountPlanIn) => post("/api/count-plans", { body });
export const changeCountPlan = (plan_id: string, body: CountPlanIn) =>
  patch("/api/count-plans/{plan_id}", { path: { plan_id }, body });
export const runCountPlan = (plan_id: string) =>
  post("/api/count-plans/{plan_id}/run", { path: { plan_id } });

export const listPlaces = (search: string) =>
  get("/api/locations", { query: { search, limit: 20 } });
