/** The calls of moving, transfers and adjustments, for the floor and the desk. */
import { get, patch, post } from "./request.ts";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type InHandLine = Schemas["InHandLine"];
export type TransferRow = Schemas["TransferRow"];
export type TransferView = Schemas["TransferOut"];
export type TransferIn = Schemas["TransferIn"];
export type TransferState = Schemas["TransferState"];
export type AdjustmentRow = Schemas["AdjustmentRow"];
export type AdjustmentView = Schemas["AdjustmentOut"];
export type AdjustmentIn = Schemas["AdjustmentIn"];
export type Reason = Schemas["ReasonOut"];
export type ReasonIn = Schemas["ReasonIn"];
export type ReasonPatch = Schemas["ReasonPatch"];
export type Warehouse = Schemas["LocationOut"];

type Paged = { cursor?: string | undefined };

export const getInHand = () => get("/api/moves/in-hand");
export const listCarried = () => get("/api/moves/carried");
export const releaseCarried = (line_id: string) =>
  post("/api/moves/carried/{line_id}/release", { path: { line_id } });

export const listWarehouses = () =>
  get("/api/locations", { query: { level: "warehouse", limit: 200 } });

export const listDocks = () => get("/api/locations", { query: { use: "dock", limit: 20 } });

export const listTransfers = (query: Paged & { live?: boolean }) =>
  get("/api/transfers", { query });
export const getTransfer = (transfer_id: string) =>
  get("/api/transfers/{transfer_id}", { path: { transfer_id } });
export const openTransfer = (body: TransferIn) => post("/api/transfers", { body });
export const settleTransfer = (transfer_id: string, body: Schemas["SettleIn"]) =>
  post("/api/transfers/{transfer_id}/settle", { path: { transfer_id }, body });
export const takeTransferBack = (transfer_id: string) =>
  post("/api/transfers/{transfer_id}/take-back", { path: { transfer_id } });

export const listAdjustments = (query: Paged & { state?: "open"; mine?: boolean }) =>
  get("/api/adjustments", { query });
export const getAdjustment = (adjustment_id: string) =>
  get("/api/adjustments/{adjustment_id}", { path: { adjustment_id } });
export const openAdjustment = (body: AdjustmentIn) => post("/api/adjustments", { body });
export const takeAdjustmentBack = (adjustment_id: string) =>
  post("/api/adjustments/{adjustment_id}/take-back", { path: { adjustment_id } });

export const listReasons = (all = false) => get("/api/adjustment-reasons", { query: { all } });
export const addReason = (body: ReasonIn) => post("/api/adjustment-reasons", { body });
export const changeReason = (reason_id: string, body: ReasonPatch) =>
  patch("/api/adjustment-reasons/{reason_id}", { path: { reason_id }, body });
