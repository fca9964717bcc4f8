/** The wire types by their short names. */

export type Role = "operator" | "supervisor" | "manager";
export type Person = { id: string; name: string; role: Role };

export type Me = {
  user: Person;
  session_id: string;
  language: string;
  device: { id: string; name: string } | null;
  company: { name: string; zone: string };
  demo: boolean;
};

export type DevicePeople = { device: { id: string; name: string }; people: Person[] };

export type Task = "receive" | "pick" | "pack" | "ship" | "lookup";
export type Step = "scan" | "short" | "finish" | "new_carton";

export type ScanAnswers = {
  lot?: string | undefined;
  expiry?: string | undefined;
  serial?: string | undefined;
  qty?: string | undefined;
  choice?: string | undefined;
  reason?: string | undefined;
  confirm?: string[] | undefined;
  approval?: string | undefined;
};

export type ScanContext = {
  location_id?: string | undefined;
  carton_id?: string | undefined;
  line_id?: string | undefined;
};

export type ScanIn = {
  id: string;
  device_seq: number;
  recorded_at: string;
  session_id?: string | undefined;
  task: Task;
  document_id?: string | undefined;
  raw: string;
  symbology?: string | undefined;
  aim_id?: string | undefined;
  source: "camera" | "wedge" | "typed" | "photo";
  step: Step;
  qty?: string | undefined;
  context?: ScanContext | undefined;
  answers?: ScanAnswers | undefined;
  answers_to?: string | undefined;
};

export type Need = {
  field:
    | "lot"
    | "expiry"
    | "serial"
    | "qty"
    | "choice"
    | "location"
    | "reason"
    | "approval"
    | "confirm";
  code: string;
  prompt: string;
  choices: { value: string; label: string; detail: string }[];
};

export type WireProblem = {
  code: string;
  title: string;
  detail: string;
  action: string;
  status: number;
  params: Record<string, unknown>;
};

export type ScanResult = {
  id: string;
  status: "applied" | "duplicate" | "rejected" | "needs_input";
  first_status?: "applied" | "rejected" | "needs_input" | null;
  code: string;
  message: string;
  params: Record<string, unknown>;
  problem?: WireProblem | null;
  needs?: Need | null;
  effect?: Record<string, unknown> | null;
  document?: { type: string; id: string } | null;
  warnings?: string[];
};

export type PhotoCode = {
  text: string;
  symbology: string;
  aim_id?: string | null;
  sure: boolean;
};

export type Page<T> = { items: T[]; next_cursor: string | null };

export type ItemRef = {
  id: string;
  sku: string;
  name: string;
  base_unit: string;
  tracking: "none" | "lot" | "serial";
};
export type BinRef = { id: string; code: string; name: string; use: string };
export type PartyRef = { id: string; name: string };

export type PurchaseOrderRow = {
  id: string;
  number: string;
  state: string;
  ordered_on: string | null;
  memo: string;
  vendor: PartyRef;
  expected_on: string | null;
  line_count: number;
  ordered_qty: string;
  received_qty: string;
};

export type PurchaseOrder = PurchaseOrderRow & {
  lines: {
    id: string;
    line_no: number;
    item: ItemRef;
    description: string;
    qty: string;
    received_qty: string;
    remaining: string;
    closed: boolean;
  }[];
};

export type SalesOrderRow = {
  id: string;
  number: string;
  state: string;
  ordered_on: string | null;
  memo: string;
  customer: PartyRef;
  priority: number;
  due_on: string | null;
  line_count: number;
  ordered_qty: string;
  allocated_qty: string;
  picked_qty: string;
  shipped_qty: string;
};

export type SalesOrder = SalesOrderRow & {
  lines: {
    id: string;
    line_no: number;
    item: ItemRef;
    description: string;
    qty: string;
    allocated_qty: string;
    picked_qty: string;
    shipped_qty: string;
    unreserved: string;
    closed: boolean;
  }[];
};

export type ReceiptRow = {
  id: string;
  number: string;
  state: "open" | "completed" | "cancelled";
  vendor: PartyRef;
  purchase_order: { id: string; number: string } | null;
  opened_by: string;
  created_at: string;
  completed_at: string | null;
  line_count: number;
  counted_qty: string;
};

export type Receipt = ReceiptRow & {
  expected: {
    order_line_id: string;
    item: ItemRef;
    description: string;
    qty: string;
    received_qty: string;
    counted_qty: string;
    remaining: string;
    closed: boolean;
  }[];
  counted: {
    id: string;
    item: ItemRef;
    lot_number: string | null;
    expires_on: string | null;
    serial_number: string | null;
    location: BinRef;
    qty: string;
    exception: string;
    approved_by: string | null;
    created_at: string;
  }[];
};

export type Stop = {
  id: string;
  line_id: string;
  location: { id: string; code: string };
  item: { id: string; sku: string; name: string; unit: string };
  lot: { id: string; number: string; use_by: string | null } | null;
  qty: string;
  picked: string;
  rest: string;
  short: string;
};

export type Progress = {
  picked: string;
  qty: string;
  short: string;
  stops_done: number;
  stops: number;
};

export type OrderRef = { id: string; number: string };

export type PickTaskRow = {
  id: string;
  number: string;
  state: "open" | "done" | "cancelled";
  order: OrderRef;
  customer: string;
  due_on: string | null;
  priority: number;
  lines: number;
  progress: Progress;
  assigned_to: PartyRef | null;
  created_at: string;
};

export type PickTask = PickTaskRow & {
  stops: Stop[];
  backorders: { line_id: string; sku: string; name: string; qty: string }[];
};

export type GoodsItem = Stop["item"];

export type PackingRow = {
  order: OrderRef;
  customer: string;
  due_on: string | null;
  to_pack: string;
  packed: string;
  cartons: number;
};

export type CartonLine = {
  line_id: string;
  item: GoodsItem;
  lot: string | null;
  serial: string | null;
  qty: string;
};

export type Packing = PackingRow & {
  lines: {
    line_id: string;
    item: GoodsItem;
    qty: string;
    picked: string;
    packed: string;
    shipped: string;
    backorder: string;
    unit_price: string | null;
  }[];
  waiting: { line_id: string; item: GoodsItem; lot: string | null; qty: string }[];
  open_cartons: { id: string; number: string; state: string; lines: CartonLine[] }[];
};

export type Lot = {
  id: string;
  number: string;
  expires_on: string | null;
  best_before: string | null;
  status: string;
  hold_reason: string;
};

export type StockRow = {
  item: ItemRef;
  lot: Lot | null;
  location: BinRef;
  on_hand: string;
  reserved: string;
  available: string;
};

export type DocumentSync = {
  id: string;
  state: "queued" | "sending" | "in_doubt" | "held" | "done";
  reference: string | null;
};
