/** The wire types by their short names; schema.d.ts is generated from the server's OpenAPI. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type Person = Schemas["UserOut"];
export type Me = Schemas["MeOut"];
export type DevicePeople = Schemas["DevicePeopleOut"];

export type Task = Schemas["Task"];
export type Step = Schemas["Step"];
export type ScanIn = Schemas["ScanIn"];
export type ScanAnswers = Schemas["ScanAnswers"];
export type ScanContext = Schemas["ScanContext"];
export type ScanResult = Schemas["ScanResult"];
/** The server names the field in a plain string; these are the ones a screen can ask for. */
export type NeedField =
  | "lot"
  | "expiry"
  | "serial"
  | "qty"
  | "choice"
  | "location"
  | "reason"
  | "approval"
  | "confirm";
export type Need = Schemas["NeedOut"];
export type PhotoCode = Schemas["PhotoCode"];

export type Party = Schemas["PartyOut"];
export type PurchaseOrderRow = Schemas["PurchaseOrderRow"];
export type PurchaseOrder = Schemas["PurchaseOrderOut"];
export type SalesOrderRow = Schemas["SalesOrderRow"];
export type SalesOrder = Schemas["SalesOrderOut"];
export type ReceiptRow = Schemas["ReceiptRow"];
export type Receipt = Schemas["ReceiptOut"];
export type Stop = Schemas["StopOut"];
export type Progress = Schemas["ProgressOut"];
export type PickTaskRow = Schemas["PickTaskRow"];
export type PickTask = Schemas["PickTaskOut"];
export type GoodsItem = Schemas["GoodsItem"];
export type PackingRow = Schemas["PackingRow"];
export type Packing = Schemas["PackingOut"];
export type StockRow = Schemas["StockRow"];
export type Badge = Schemas["Badge"];
