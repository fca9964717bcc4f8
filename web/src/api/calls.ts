/** The calls the floor makes, one function each. The desk's are in desk.ts and load with it. */
import { request } from "./request.ts";
import type {
  DevicePeople,
  DocumentSync,
  Me,
  Packing,
  PackingRow,
  Page,
  PartyRef,
  Person,
  PhotoCode,
  PickTask,
  PickTaskRow,
  PurchaseOrderRow,
  Receipt,
  ReceiptRow,
  ScanIn,
  ScanResult,
  StockRow,
} from "./types.ts";

/** A badge, or a person and their PIN. */
export type Proof = { badge: string } | { user_id: string; pin: string };

export const getMe = () => request<Me>("GET", "/api/access/me");
export const signIn = (email: string, password: string) =>
  request<Me>("POST", "/api/access/sign-in", { body: { email, password } });
export const getDevice = () => request<DevicePeople>("GET", "/api/access/device");
export const enrol = (code: string, device_name: string) =>
  request<{ device: { id: string; name: string } }>("POST", "/api/access/enrol", {
    body: { code, device_name },
  });
export const unlock = (proof: Proof) => request<Me>("POST", "/api/access/unlock", { body: proof });
export const signOut = () => request<void>("POST", "/api/access/sign-out");
export const approve = (proof: Proof, purpose: string) =>
  request<{ approval: string; approver: Person }>("POST", "/api/access/approvals", {
    body: { ...proof, purpose },
  });

export const sendScans = async (scans: ScanIn[]) =>
  (await request<{ results: ScanResult[] }>("POST", "/api/scans", { body: { scans } })).results;

export function decodePhoto(photo: File): Promise<{ codes: PhotoCode[] }> {
  const form = new FormData();
  form.set("photo", photo);
  return request("POST", "/api/scans/image", { form });
}

export const listPurchaseOrders = (query: { state?: string; search?: string }) =>
  request<Page<PurchaseOrderRow>>("GET", "/api/purchase-orders", { query });
export const listVendors = () => request<Page<PartyRef>>("GET", "/api/vendors");

export const listReceipts = (state: string) =>
  request<Page<ReceiptRow>>("GET", "/api/receipts", { query: { state } });
export const getReceipt = (id: string) => request<Receipt>("GET", `/api/receipts/${id}`);
export const openReceipt = (of: { purchase_order_id: string } | { vendor_id: string }) =>
  request<Receipt>("POST", "/api/receipts", { body: of });

export const listPickTasks = (state: string) =>
  request<Page<PickTaskRow>>("GET", "/api/pick-tasks", { query: { state } });
export const getPickTask = (id: string) => request<PickTask>("GET", `/api/pick-tasks/${id}`);
export const claimPickTask = (id: string, take_over: boolean) =>
  request<PickTask>("POST", `/api/pick-tasks/${id}/claim`, { body: { take_over } });

export const listPacking = () => request<Page<PackingRow>>("GET", "/api/packing");
export const getPacking = (orderId: string) => request<Packing>("GET", `/api/packing/${orderId}`);

export const listStock = (query: { search?: string; item_id?: string; location_id?: string }) =>
  request<Page<StockRow>>("GET", "/api/stock", { query });

/** Where one document is on its way to QuickBooks; null if QuickBooks hears nothing of it. */
export async function getDocumentSync(documentId: string): Promise<DocumentSync | null> {
  const query = { document_id: documentId };
  return (
    (await request<Page<DocumentSync>>("GET", "/api/sync/operations", { query })).items[0] ?? null
  );
}
