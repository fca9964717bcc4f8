/** The calls the floor makes, one function each. The desk's are in desk.ts and load with it. */
import { get, post, send } from "./request.ts";
import type { components } from "./schema";
import type { Badge, ScanIn, ScanResult } from "./types.ts";

/** A badge, or a person and their PIN. */
export type Proof = { badge: string } | { user_id: string; pin: string };

export const getMe = () => get("/api/access/me");
export const signIn = (email: string, password: string) =>
  post("/api/access/sign-in", { body: { email, password } });
export const getDevice = () => get("/api/access/device");
export const enrol = (code: string, device_name: string) =>
  post("/api/access/enrol", { body: { code, device_name } });
export const unlock = (proof: Proof) => post("/api/access/unlock", { body: proof });
export const signOut = () => post("/api/access/sign-out");
export const approve = (proof: Proof, purpose: string) =>
  post("/api/access/approvals", { body: { ...proof, purpose } });

export async function sendScans(scans: ScanIn[]): Promise<ScanResult[]> {
  return (await post("/api/scans", { body: { scans } })).results;
}

export function decodePhoto(photo: File): Promise<components["schemas"]["PhotoCodes"]> {
  const form = new FormData();
  form.set("photo", photo);
  return send("post", "/api/scans/image", form);
}

export const listPurchaseOrders = () => get("/api/purchase-orders", { query: { state: "open" } });
export const listVendors = () => get("/api/vendors", { query: { limit: 200 } });

export const listReceipts = () => get("/api/receipts", { query: { state: "open" } });
export const getReceipt = (receipt_id: string) =>
  get("/api/receipts/{receipt_id}", { path: { receipt_id } });
export const openReceipt = (of: { purchase_order_id: string } | { vendor_id: string }) =>
  post("/api/receipts", { body: of });

export const listPickTasks = () => get("/api/pick-tasks", { query: { state: "open" } });
export const getPickTask = (task_id: string) =>
  get("/api/pick-tasks/{task_id}", { path: { task_id } });
export const claimPickTask = (task_id: string, take_over: boolean) =>
  post("/api/pick-tasks/{task_id}/claim", { path: { task_id }, body: { take_over } });

export const listPacking = () => get("/api/packing");
export const getPacking = (sales_order_id: string) =>
  get("/api/packing/{sales_order_id}", { path: { sales_order_id } });

export const listStock = (query: { item_id?: string; location_id?: string }) =>
  get("/api/stock", { query });

/** Where one document is on its way to QuickBooks. */
export async function getBadge(documentId: string): Promise<Badge | undefined> {
  return (await get("/api/dashboard/badges", { query: { document_id: [documentId] } })).items[0];
}
