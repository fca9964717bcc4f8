/** The calls of the manager's desk. */
import { get, patch, post, remove, send } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Item = Schemas["ItemOut"];
export type ItemIn = Schemas["ItemIn"];
export type ItemPatch = Schemas["ItemPatch"];
export type PersonRow = Schemas["PersonOut"];
export type PersonIn = Schemas["PersonIn"];
export type PersonPatch = Schemas["PersonPatch"];
export type DeviceRow = Schemas["DeviceOut"];
export type Enrolment = Schemas["EnrolmentOut"];
export type SessionRow = Schemas["SessionOut"];
export type TokenRow = Schemas["TokenOut"];
export type Today = Schemas["Today"];
export type NeedCard = Schemas["NeedCard"];
export type Figure = Schemas["Figure"];
export type ComingOrder = Schemas["ComingOrder"];
export type MoveRow = Schemas["MoveRow"];
export type LotRow = Schemas["LotRow"];
export type OrderState = Schemas["OrderState"];

type Listing = { search?: string; cursor?: string | undefined; limit?: number };

export const getToday = () => get("/api/dashboard/today");

export const listPurchaseOrders = (query: Listing & { state?: OrderState | null }) =>
  get("/api/purchase-orders", { query });
export const getPurchaseOrder = (order_id: string) =>
  get("/api/purchase-orders/{order_id}", { path: { order_id } });
export const listSalesOrders = (query: Listing & { state?: OrderState | null }) =>
  get("/api/sales-orders", { query });
export const getSalesOrder = (order_id: string) =>
  get("/api/sales-orders/{order_id}", { path: { order_id } });
export const releaseOrder = (order_id: string) =>
  post("/api/sales-orders/{order_id}/release", { path: { order_id } });

export const listStock = (query: Listing & { held?: boolean; item_id?: string }) =>
  get("/api/stock", { query });
export const listMoves = (query: {
  item_id?: string;
  lot_id?: string;
  location_id?: string;
  cursor?: string | undefined;
  limit?: number;
}) => get("/api/stock/moves", { query });
export const holdLot = (lot_id: string, reason: string) =>
  post("/api/lots/{lot_id}/hold", { path: { lot_id }, body: { reason } });
export const releaseLot = (lot_id: string) =>
  post("/api/lots/{lot_id}/release", { path: { lot_id } });

export const listItems = (query: Listing & { active?: boolean | null }) =>
  get("/api/items", { query });
export const getItem = (item_id: string) => get("/api/items/{item_id}", { path: { item_id } });
export const addItem = (body: ItemIn) => post("/api/items", { body });
export const changeItem = (item_id: string, body: ItemPatch) =>
  patch("/api/items/{item_id}", { path: { item_id }, body });
export const addBarcode = (item_id: string, text: string, pack_qty: string) =>
  post("/api/items/{item_id}/barcodes", { path: { item_id }, body: { text, pack_qty } });
export const removeBarcode = (barcode_id: string) =>
  remove("/api/barcodes/{barcode_id}", { path: { barcode_id } });

export const listPeople = () => get("/api/people");
export const addPerson = (body: PersonIn) => post("/api/people", { body });
export const changePerson = (person_id: string, body: PersonPatch) =>
  patch("/api/people/{person_id}", { path: { person_id }, body });
export const listDevices = () => get("/api/devices");
export const startEnrolment = () => post("/api/devices/enrolment");
export const removeDevice = (device_id: string) =>
  remove("/api/devices/{device_id}", { path: { device_id } });
export const listSessions = () => get("/api/sessions");
export const endSession = (session_id: string) =>
  remove("/api/sessions/{session_id}", { path: { session_id } });
export const listTokens = () => get("/api/tokens");
export const addToken = (label: string) => post("/api/tokens", { body: { label } });
export const removeToken = (token_id: string) =>
  remove("/api/tokens/{token_id}", { path: { token_id } });

export type SheetFormat = Schemas["Symbology"];
export type BarcodeSheet = {
  groups: {
    title: string;
    items: { text: string; format: SheetFormat; label: string; detail: string }[];
  }[];
};

/** Only there in the demo, and so not in the schema. */
export const getDemoBarcodes = () => send<BarcodeSheet>("get", "/api/demo/barcodes");

/** The address of a drawn barcode. */
export function barcodeUrl(text: string, format: SheetFormat): string {
  return `/api/labels/barcode.svg?${new URLSearchParams({ text, format })}`;
}
