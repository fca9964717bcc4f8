import { listPurchaseOrders, listSalesOrders, type OrderState } from "../../api/desk.ts";
import { usePages } from "../../api/pages.ts";
import type { PurchaseOrderRow, SalesOrderRow } from "../../api/types.ts";
import { share } from "../../decimal.ts";
import { Failed } from "../../floor/Failed.tsx";
import { day, qty } from "../../i18n/format.ts";
import { query } from "../../router.ts";
import { Chip, EmptyState, Meter, type Tone } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { FilterChips, FilterText, ShowMore } from "../ListTools.tsx";
import { PageHead } from "../PageHead.tsx";
import { d } from "../words.ts";
import { PurchasePanel } from "./PurchasePanel.tsx";
import { SalesPanel } from "./SalesPanel.tsx";

type Row = SalesOrderRow | PurchaseOrderRow;
type Kind = "sales" | "purchase";

export const stateTones: Record<OrderState, Tone> = {
  open: "",
  released: "info",
  closed: "ok",
  cancelled: "bad",
};

const number: Column<Row> = {
  title: d.orders.number,
  cell: (row) => <span class="code">{row.number}</span>,
};
const state: Column<Row> = {
  title: d.orders.state,
  cell: (row) => <Chip tone={stateTones[row.state]}>{d.states[row.state]}</Chip>,
};
const lines: Column<Row> = { title: d.orders.lines, number: true, cell: (row) => row.line_count };

const columns: Record<Kind, Column<Row>[]> = {
  sales: [
    number,
    { title: d.orders.customer, cell: (row) => ("customer" in row ? row.customer.name : "") },
    { title: d.orders.due, cell: (row) => ("due_on" in row ? day(row.due_on) : "") },
    state,
    lines,
    {
      title: d.orders.picked,
      number: true,
      cell: (row) => "picked_qty" in row && <Progress part={row.picked_qty} row={row} />,
    },
    {
      title: d.orders.shipped,
      number: true,
      cell: (row) => "shipped_qty" in row && <Progress part={row.shipped_qty} row={row} />,
    },
  ],
  purchase: [
    number,
    { title: d.orders.vendor, cell: (row) => ("vendor" in row ? row.vendor.name : "") },
    { title: d.orders.expected, cell: (row) => ("expected_on" in row ? day(row.expected_on) : "") },
    state,
    lines,
    {
      title: d.orders.received,
      number: true,
      cell: (row) => "received_qty" in row && <Progress part={row.received_qty} row={row} />,
    },
  ],
};

export function Orders({ id }: { id?: string }) {
  const kind: Kind = query.value.get("kind") === "purchase" ? "purchase" : "sales";
  const search = query.value.get("search") ?? "";
  const wanted = query.value.get("state");
  const list = usePages<Row>(
    `${kind}|${search}|${wanted}`,
    (cursor) => {
      const asked = { search, cursor, state: wanted as OrderState | null };
      return kind === "sales" ? listSalesOrders(asked) : listPurchaseOrders(asked);
    },
    ["order.changed", "document.changed"],
  );
  const Panel = kind === "sales" ? SalesPanel : PurchasePanel;
  return (
    <>
      <PageHead title={d.orders.title} />
      <div class="filters">
        <FilterChips
          name="kind"
          options={[
            ["sales", d.orders.sales],
            ["purchase", d.orders.purchase],
          ]}
        />
        <span class="grow" />
        <FilterChips
          name="state"
          options={[
            ["", d.list.all],
            ["open", d.states.open],
            ["released", d.states.released],
            ["closed", d.states.closed],
          ]}
        />
        <FilterText label={d.list.search} />
      </div>
      <Failed live={list} rows={6} />
      {list.data?.items.length === 0 && (
        <EmptyState icon="pick" title={d.orders.none}>
          <p>{d.orders.noneHow}</p>
        </EmptyState>
      )}
      {list.data && list.data.items.length > 0 && (
        <Table
          label={d.orders.title}
          columns={columns[kind]}
          rows={list.data.items}
          rowKey={(row) => row.id}
          href={(row) => `/desk/orders/${row.id}${location.search}`}
        />
      )}
      <ShowMore list={list} />
      {id && <Panel key={id} id={id} />}
    </>
  );
}

function Progress({ part, row }: { part: string; row: Row }) {
  return (
    <div class="progress-cell">
      <span>{d.orders.of(qty(part), qty(row.ordered_qty))}</span>
      <Meter part={share(part, row.ordered_qty)} whole={1} />
    </div>
  );
}
