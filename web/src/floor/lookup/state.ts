/** Look-up, as pure decisions: what the scanned thing is and where one may go with it. */

export type Found = {
  kind: string;
  item: { id: string; sku: string; name: string } | null;
  lot: string | null;
  serial: string | null;
  expiry: string | null;
  location: { id: string; code: string } | null;
  document: { type: string; id: string; number: string } | null;
};

export function foundIn(effect: Record<string, unknown> | null): Found | null {
  if (effect?.type !== "found") return null;
  return {
    kind: String(effect.kind ?? ""),
    item: (effect.item as Found["item"]) ?? null,
    lot: (effect.lot as string | null) ?? null,
    serial: (effect.serial as string | null) ?? null,
    expiry: (effect.expiry as string | null) ?? null,
    location: (effect.location as Found["location"]) ?? null,
    document: (effect.document as Found["document"]) ?? null,
  };
}

export type NextStep = {
  label: "receive" | "pick" | "pack" | "count" | "transfer" | "move" | "adjust";
  to: string;
};

/** The screens that go on with a scanned document. */
export function nextSteps(found: Found): NextStep[] {
  const { document, location } = found;
  if (location) {
    return [{ label: "count", to: `/count?scan=${encodeURIComponent(location.code)}` }];
  }
  switch (document?.type) {
    case "purchase_order":
      return [{ label: "receive", to: `/receive?scan=${encodeURIComponent(document.number)}` }];
    case "receipt":
      return [{ label: "receive", to: `/receive/${document.id}` }];
    case "pick_task":
      return [{ label: "pick", to: `/pick/${document.id}` }];
    case "sales_order":
      return [
        { label: "pick", to: `/pick?scan=${encodeURIComponent(document.number)}` },
        { label: "pack", to: `/pack/${document.id}` },
      ];
    case "carton":
      return [{ label: "pack", to: `/pack?scan=${encodeURIComponent(document.number)}` }];
    case "transfer":
      return [{ label: "transfer", to: `/transfer/${document.id}` }];
    default:
      return [];
  }
}
