/** Takes anything: order, SKU, lot, barcode, QuickBooks number. A scan fills it as well. */
import { useEffect, useRef, useState } from "preact/hooks";
import { listItems, listPurchaseOrders, listSalesOrders, listStock } from "../api/desk.ts";
import { listOperations } from "../api/sync.ts";
import { receiveReads } from "../scan/read.ts";
import { Icon } from "../ui/Icon.tsx";
import { d } from "./words.ts";

type Hit = { key: string; to: string; title: string; detail: string };
type Group = { title: string; hits: Hit[] };

const TYPING_MS = 200;
const EACH = 5;

export function SearchBox() {
  const [text, setText] = useState("");
  const [groups, setGroups] = useState<Group[] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const wanted = text.trim();

  useEffect(() => receiveReads(({ raw }) => setText(raw.replace(/^(DOC|BIN|CTN):/i, ""))), []);

  useEffect(() => {
    if (!wanted) return setGroups(null);
    let current = true;
    const timer = setTimeout(() => {
      void find(wanted).then((found) => current && setGroups(found));
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);

  const close = () => {
    setText("");
    setGroups(null);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: leaving the search as a whole closes it
    <div
      ref={box}
      class="search"
      onFocusOut={(event) => {
        if (!box.current?.contains(event.relatedTarget as Node | null)) setGroups(null);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <Icon name="search" />
      <input
        class="input"
        type="search"
        aria-label={d.search.label}
        placeholder={d.search.hint}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {groups && (
        <section class="search-found" aria-label={d.search.label}>
          {groups.length === 0 && <p class="none">{d.search.none(wanted)}</p>}
          {groups.map((group) => (
            <section key={group.title}>
              <h2>{group.title}</h2>
              <ul>
                {group.hits.map((hit) => (
                  <li key={hit.key}>
                    <a class="list-row" href={hit.to} onClick={close}>
                      <span class="strong code">{hit.title}</span>
                      <span class="muted grow one-line">{hit.detail}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </section>
      )}
    </div>
  );
}

/** Asks every list at once; one that fails leaves the others standing. */
async function find(search: string): Promise<Group[]> {
  const query = { search, limit: EACH };
  const groups = await Promise.all([
    group(d.search.salesOrders, listSalesOrders(query), (order) => ({
      key: order.id,
      to: `/desk/orders/${order.id}?kind=sales`,
      title: order.number,
      detail: order.customer.name,
    })),
    group(d.search.purchaseOrders, listPurchaseOrders(query), (order) => ({
      key: order.id,
      to: `/desk/orders/${order.id}?kind=purchase`,
      title: order.number,
      detail: order.vendor.name,
    })),
    group(d.search.items, listItems(query), (item) => ({
      key: item.id,
      to: `/desk/items/${item.id}`,
      title: item.sku,
      detail: item.name,
    })),
    group(d.search.stock, listStock(query), (row) => ({
      key: `${row.item.id}${row.lot?.id}${row.location.id}`,
      to: `/desk/stock?search=${encodeURIComponent(row.lot?.number || row.item.sku)}`,
      title: row.lot?.number || row.location.code,
      detail: `${row.item.name} · ${row.location.code}`,
    })),
    group(d.search.operations, listOperations(query), (operation) => ({
      key: operation.id,
      to: `/desk/quickbooks/documents/${operation.id}`,
      title: operation.document_number,
      detail: operation.summary,
    })),
  ]);
  return groups.filter((one) => one.hits.length > 0);
}

async function group<T>(
  title: string,
  list: Promise<{ items: T[] }>,
  hit: (row: T) => Hit,
): Promise<Group> {
  const rows = await list.then((page) => page.items).catch(() => []);
  return { title, hits: rows.map(hit) };
}
