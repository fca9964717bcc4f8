/** The calls about QuickBooks: where everything is on its way there. */
import { get, patch, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type SyncStatus = Schemas["SyncStatus"];
export type OperationState = Schemas["OperationState"];
export type OperationRow = Schemas["OperationRow"];
export type Operation = Schemas["OperationDetail"];
export type Attempt = Schemas["Attempt"];
export type SyncRun = Schemas["SyncRun"];
export type SyncRunResult = Schemas["SyncRunResult"];
export type ReadKind = Schemas["Entity"];
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
export const syncNow = (what: { operation_id?: string; kind?: string } = {}) =>
  post("/api/sync/now", {
    body: { operation_id: what.operation_id ?? null, kind: what.kind ?? "" },
  });
export const readNow = (kind?: ReadKind) =>
  post("/api/sync/pull", { body: { kind: kind ?? null } });
/** What came of a “sync now” or “read now” so far. */
export const getSyncRun = ({ since, operation_id, kind }: SyncRun) =>
  get("/api/sync/now", { query: { since, operation_id: operation_id ?? null, kind } });
export const getCalls = () => get("/api/quickbooks/calls");
/** Leads on to the document's page in QuickBooks. */
export const recordUrl = (operation_id: string) => `/api/quickbooks/records/${operation_id}`;
export const getSyncSettings = () => get("/api/sync/settings");
export const changeSyncSettings = (
  change: Pick<SyncSettings, "posting" | "sales_document" | "accounts">,
) => patch("/api/sync/settings", { body: change });
