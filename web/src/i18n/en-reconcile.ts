/** The words of comparing stock with QuickBooks. */
import type { Cause, How } from "../api/reconcile.ts";
import { day, qty } from "./format.ts";

const things = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

const kinds: Record<string, string> = {
  VendorCredit: "Vendor credit",
  Purchase: "Expense",
  SalesReceipt: "Sales receipt",
  CreditMemo: "Credit memo",
  RefundReceipt: "Refund receipt",
  InventoryAdjustment: "Inventory adjustment",
};

function transaction(cause: Cause): string {
  const name = [kinds[cause.entity] ?? cause.entity, cause.number].filter(Boolean).join(" ");
  const by = cause.made_by ? ` by ${cause.made_by}` : "";
  const on = cause.on ? ` of ${day(cause.on)}` : "";
  return `${name}${on}${by}`;
}

/** Why a quantity differs, as one sentence. */
function because(cause: Cause): string {
  const what = transaction(cause);
  switch (cause.kind) {
    case "waiting":
      return `${cause.number} is on its way to QuickBooks`;
    case "held":
      return `${cause.number} is not in QuickBooks: it waits for you`;
    case "invoiced":
      return `${cause.number} was invoiced in QuickBooks and is not shipped here yet`;
    case "edited":
      return `${what} was changed in QuickBooks`;
    case "voided":
      return `${what} was voided in QuickBooks`;
    case "deleted":
      return `${what} was deleted in QuickBooks`;
    case "entered":
      return `${what} was entered in QuickBooks, not here`;
    case "back_dated":
      return `${what} was entered in QuickBooks later, for an earlier day`;
    case "by_hand":
      return `${cause.number} was marked as entered by hand, but QuickBooks has no such document`;
    default:
      return "No transaction explains this";
  }
}

export const enReconcile = {
  compare: "Compare now",
  comparing: "Comparing…",
  none: "Not compared yet",
  noneHow:
    "Scanpost compares every quantity with QuickBooks at night, and whenever you press Compare now.",
  equal: (items: number) =>
    `All ${things(items, "item", "items")} agree with QuickBooks, unit for unit.`,
  differ: (lines: number, items: number) =>
    `${things(lines, "item differs", "items differ")} from QuickBooks, of ${items.toLocaleString("en-US")} compared.`,
  allDone: "Every difference was dealt with. Compare again to see it in figures.",
  worth: (value: string) => `Worth ${value} at cost.`,
  at: (when: string, by: string | null) => `Compared ${when}${by ? ` by ${by}` : ", at night"}`,
  failed: "The comparison did not work",
  columns: {
    item: "Item",
    ours: "Here",
    theirs: "In QuickBooks",
    difference: "Difference",
    value: "Value",
    why: "Why",
  },
  because,
  signed: (value: string) => (value.startsWith("-") ? `−${qty(value.slice(1))}` : `+${qty(value)}`),
  states: {
    open: "To do",
    adopted: "Stock here changed",
    adjusted: "QuickBooks adjusted",
    reversed: "Undone in QuickBooks",
    even: "Even since then",
  } as Record<string, string>,
  repaired: {
    adopt: "taken over here",
    adjust: "adjusted in QuickBooks",
    reverse: "undone in QuickBooks",
  } as Record<How, string>,
  adopt: "QuickBooks is right",
  adoptWhat: (here: string, change: string) => `Stock here: ${here} → ${change}. Nothing is sent.`,
  adjust: "Our count is right",
  adjustWhat: (there: string, change: string) =>
    `An inventory adjustment makes QuickBooks ${there} → ${change}.`,
  reverse: "Undo it in QuickBooks",
  reverseWhat: "The transaction's effect is taken back in QuickBooks. Our stock stays.",
  itself: "Evens out by itself when that is done.",
  open: "Open the document",
  csv: "Download CSV",
  history: "Earlier comparisons",
  historyColumns: { when: "When", by: "By", items: "Items", differing: "Differed", value: "Value" },
  nightly: "nightly",
};
