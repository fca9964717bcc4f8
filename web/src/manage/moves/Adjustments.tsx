import { type AdjustmentRow, listAdjustments } from "../../api/moving.ts";
import { usePages } from "../../api/pages.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { moment, money, qty } from "../../i18n/format.ts";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { ShowMore } from "../ListTools.tsx";

const w = moving.desk;

export function AdjustmentState({ row }: { row: AdjustmentRow }) {
  if (row.reversed_by) return <Chip tone="warn">{w.takenBack}</Chip>;
  const tone = row.state === "completed" ? "ok" : "";
  return <Chip tone={tone}>{w.adjustmentStates[row.state]}</Chip>;
}

/** Null where nobody knows what an item costs. */
export const worth = (value: string | null) => (value === null ? w.valueUnknown : money(value));

const columns: Column<AdjustmentRow>[] = [
  { title: w.number, cell: (row) => <span class="code">{row.number}</span> },
  {
    title: w.reason,
    cell: (row) => (
      <span class="stack tight">
        <span>{row.reason_name}</span>
        {row.note && <span class="muted small">{row.note}</span>}
      </span>
    ),
  },
  { title: w.state, cell: (row) => <AdjustmentState row={row} /> },
  { title: w.qty, number: true, cell: (row) => qty(row.qty) },
  { title: w.value, number: true, cell: (row) => row.told && worth(row.value) },
  { title: w.by, wideOnly: true, cell: (row) => row.opened_by },
  { title: w.when, wideOnly: true, cell: (row) => moment(row.created_at) },
];

export function Adjustments() {
  const list = usePages("adjustments", (cursor) => listAdjustments({ cursor }), [
    "document.changed",
  ]);
  const rows = list.data?.items.filter((row) => row.line_count > 0 || row.state !== "open") ?? [];
  return (
    <>
      <Failed live={list} rows={5} />
      {list.data && rows.length === 0 && (
        <EmptyState icon="adjust" title={w.noAdjustments}>
          <p>{w.noAdjustmentsHow}</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Table
          label={w.kinds.adjustments}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          href={(row) => `/desk/moves/${row.id}?kind=adjustments`}
        />
      )}
      <ShowMore list={list} />
    </>
  );
}
