/** The calls about QuickBooks: where everything is on its way there. */
import { send } from "./request.ts";

export type OperationState = "queued" | "sending" | "in_doubt" | "held" | "done";

export type SyncStatus = {
  light: "green" | "blue" | "red" | "grey";
  sentence: string;
  counts: Record<"queued" | "sending" | "in_doubt" | "held" | "done_today", number>;
  oldest_unsent_at: string | null;
  last_contact_at: string | null;
  connection: { id: string; kind: string; company: string; state: string } | null;
};

export type OperationRow = {
  id: string;
  document_type: string;
  document_id: string;
  document_number: string;
  state: OperationState;
  summary: string;
  attempts: number;
  external_number: string | null;
  created_at: string;
  wanted_at: string;
  settled_at: string | null;
  problem: OperationProblem | null;
};

export type OperationProblem = {
  code: string;
  title: string;
  detail: string;
  action: string;
  params: Record<string, unknown>;
};

export type Attempt = {
  id: string;
  purpose: string;
  version: number;
  started_at: string;
  finished_at: string | null;
  outcome: string | null;
  status: number | null;
  method: string;
  target: string;
  body: string;
  answer: string | null;
  problem: OperationProblem | null;
};

export type Operation = OperationRow & { tries: Attempt[] };

export type SyncSettings = {
  posting: Record<"receipt" | "shipment" | "adjustment", "each_scan" | "on_completion">;
  sales_document: "invoice" | "sales_receipt";
  accounts: { accounts_payable: string; adjustment: string; deposit_to: string };
  choices: { id: string; name: string; type: string }[];
};

type Page<T> = { items: T[]; next_cursor: string | null };

const text = (query: Record<string, string | number | null | undefined>) => {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== "");
  return pairs.length === 0
    ? ""
    : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
};

export const getSyncStatus = () => send<SyncStatus>("get", "/api/sync/status");
export const listOperations = (query: {
  state?: string | null;
  search?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}) => send<Page<OperationRow>>("get", `/api/sync/operations${text(query)}`);
export const getOperation = (id: string) => send<Operation>("get", `/api/sync/operations/${id}`);
export const retryOperation = (id: string) =>
  send<unknown>("post", `/api/sync/operations/${id}/retry`);
export const enterByHand = (id: string, number: string) =>
  send<unknown>("post", `/api/sync/operations/${id}/resolve`, { number });
export const syncNow = () => send<unknown>("post", "/api/sync/now", {});
export const pullNow = () => send<unknown>("post", "/api/sync/pull");
export const getSyncSettings = () => send<SyncSettings>("get", "/api/sync/settings");
export const changeSyncSettings = (change: Partial<SyncSettings>) =>
  send<SyncSettings>("patch", "/api/sync/settings", change);
