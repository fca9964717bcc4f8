import { listMoves, type MoveRow } from "../../api/desk.ts";
import { usePages } from "../../api/pages.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { amount, moment } from "../../i18n/format.ts";
import { EmptyState } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { ShowMore } from "../ListTools.tsx";
import { d } from "../words.ts";

const w = moving.desk;

const columns: Column<MoveRow>[] = [
  {
    title: w.item,
    cell: (row) => (
      <span class="stack tight">
        <span>{row.item.name}</span>
        <span class="muted small code">
          {[row.item.sku, row.lot_number, row.serial_number].filter(Boolean).join(" · ")}
        </span>
      </span>
    ),
  },
  { title: w.qty, number: true, cell: (row) => amount(row.qty, row.item.base_unit) },
  { title: w.from, cell: (row) => <span class="code">{row.from_label}</span> },
  { title: w.to, cell: (row) => <span class="code">{row.to_label}</span> },
  { title: w.reason, cell: (row) => d.stock.reasons[row.reason] ?? row.reason },
  { title: w.by, wideOnly: true, cell: (row) => row.person ?? "" },
  { title: w.when, wideOnly: true, cell: (row) => moment(row.occurred_at) },
];

/** Every movement of everything, newest first. */
export function Ledger() {
  const list = usePages("ledger", (cursor) => listMoves({ cursor, limit: 50 }), ["stock.changed"]);
  const rows = list.data?.items ?? [];
  return (
    <>
      <Failed live={list} rows={6} />
      {list.data && rows.length === 0 && <EmptyState icon="move" title={w.noMoves} />}
      {rows.length > 0 && (
        <Table label={w.kinds.ledger} columns={columns} rows={rows} rowKey={(row) => row.id} />
      )}
      <ShowMore list={list} />
    </>
  );
}
