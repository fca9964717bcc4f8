/** The calls about QuickBooks: where everything is on its way there. */
import { get, patch, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type SyncStatus = Schemas["SyncStatus"];
export type OperationState = Schemas["OperationState"];
export type OperationRow = Schemas["OperationRow"];
export type Operation = Schemas["OperationDetail"];
export type Attempt = Schemas["Attempt"];
export type SyncSettings = Schemas["SyncSettingsOut"];
export type SyncProblem = Schemas["SyncProblemOut"];

type Listing = {
  state?: OperationState | null;
  search?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
};

export const getSyncStatus = () => get("/api/sync/status");
export const listOperations = (query: Listing) => get("/api/sync/operations", { query });
export const getOperation = (operation_id: string) =>
  get("/api/sync/operations/{operation_id}", { path: { operation_id } });
export const retryOperation = (operation_id: string) =>
  post("/api/sync/operations/{operation_id}/retry", { path: { operation_id } });
export const enterByHand = (operation_id: string, number: string) =>
  post("/api/sync/operations/{operation_id}/resolve", { path: { operation_id }, body: { number } });
export const syncNow = () => post("/api/sync/now", { body: {} });
export const pullNow = () => post("/api/sync/pull");
export const getSyncSettings = () => get("/api/sync/settings");
export const changeSyncSettings = (
  change: Pick<SyncSettings, "posting" | "sales_document" | "accounts">,
) => patch("/api/sync/settings", { body: change });
