/** The calls of the mapping: what is what in QuickBooks. */
import { get, patch, post, send } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type ListKind = "item" | "customer" | "vendor";
export type SheetKind = ListKind | "accounts" | "places";
export type MappingLine = Schemas["MappingRowOut"];
export type MappingState = MappingLine["state"];
export type MappingSummary = Schemas["MappingSummary"];
export type MappingCounts = Schemas["MappingCounts"];
export type RecordChoice = Schemas["RecordChoice"];
export type Purpose = Schemas["PurposeOut"];
export type AccountsView = Schemas["AccountsOut"];
export type PlacesView = Schemas["PlacesOut"];
export type SheetResult = Schemas["SheetResult"];

type Listing = {
  state?: MappingState | null;
  search?: string | undefined;
  cursor?: string | undefined;
};
type Ours = { kind: ListKind; local_id: string };
type Theirs = { kind: ListKind; record: string };

export const getMappingSummary = () => get("/api/sync/mapping");
export const lookForMatches = () => post("/api/sync/mapping/suggest");
export const listMapping = (kind: ListKind, query: Listing) =>
  get("/api/sync/mapping/{kind}", { path: { kind }, query });
export const listRecords = (kind: ListKind, query: { search?: string; like?: string }) =>
  get("/api/sync/mapping/{kind}/records", { path: { kind }, query });
export const linkMapping = (path: Ours, record: string, take = false) =>
  post("/api/sync/mapping/{kind}/{local_id}/link", { path, body: { record, take } });
export const unlinkMapping = (path: Ours) =>
  post("/api/sync/mapping/{kind}/{local_id}/unlink", { path });
export const ignoreMapping = (path: Ours, ignored: boolean) =>
  post("/api/sync/mapping/{kind}/{local_id}/ignore", { path, body: { ignored } });
export const createRecord = (path: Ours) =>
  post("/api/sync/mapping/{kind}/{local_id}/create", { path });
export const useRecordHere = (path: Theirs) =>
  post("/api/sync/mapping/{kind}/records/{record}/use", { path });
export const ignoreRecord = (path: Theirs, ignored: boolean) =>
  post("/api/sync/mapping/{kind}/records/{record}/ignore", { path, body: { ignored } });
export const acceptSuggestions = (kind: ListKind, confidence: number) =>
  post("/api/sync/mapping/{kind}/accept", { path: { kind }, body: { confidence } });
export const confirmMapping = (kind: ListKind, ids: string[]) =>
  post("/api/sync/mapping/{kind}/confirm", { path: { kind }, body: ids });

export const getAccounts = () => get("/api/sync/mapping/accounts");
export const chooseAccount = (purpose: string, reason: string, account: string) =>
  patch("/api/sync/mapping/accounts/{purpose}", {
    path: { purpose },
    query: { reason },
    body: { account },
  });
export const getPlaces = () => get("/api/sync/mapping/places");
export const choosePlace = (
  warehouse_id: string,
  body: { class_id?: string; location_id?: string },
) => patch("/api/sync/mapping/places/{warehouse_id}", { path: { warehouse_id }, body });

/** Where one part of the mapping comes as a file. */
export const mappingCsv = (kind: SheetKind) => `/api/sync/mapping/${kind}.csv`;

/** What a file would change; with `apply` it is changed. */
export function sendMappingCsv(kind: SheetKind, file: File, apply: boolean): Promise<SheetResult> {
  const form = new FormData();
  form.append("file", file);
  return send<SheetResult>("post", `${mappingCsv(kind)}?apply=${apply}`, form);
}
