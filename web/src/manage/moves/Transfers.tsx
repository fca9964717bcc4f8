import { useState } from "preact/hooks";
import { listTransfers, type TransferRow, type TransferState } from "../../api/moving.ts";
import { usePages } from "../../api/pages.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { moment, qty } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, EmptyState, type Tone } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { ShowMore } from "../ListTools.tsx";
import { NewTransfer } from "./NewTransfer.tsx";

const w = moving.desk;

export const transferTones: Record<TransferState, Tone> = {
  open: "",
  shipped: "info",
  short: "warn",
  completed: "ok",
  cancelled: "",
};

const columns: Column<TransferRow>[] = [
  { title: w.number, cell: (row) => <span class="code">{row.number}</span> },
  { title: w.from, cell: (row) => <span class="code">{row.origin.code}</span> },
  { title: w.to, cell: (row) => <span class="code">{row.target.code}</span> },
  {
    title: w.state,
    cell: (row) => <Chip tone={transferTones[row.state]}>{w.states[row.state]}</Chip>,
  },
  { title: w.loaded, number: true, cell: (row) => qty(row.shipped_qty) },
  { title: w.arrived, number: true, cell: (row) => qty(row.arrived_qty) },
  { title: w.by, wideOnly: true, cell: (row) => row.opened_by },
  { title: w.when, wideOnly: true, cell: (row) => moment(row.created_at) },
];

export function Transfers() {
  const list = usePages("transfers", (cursor) => listTransfers({ cursor }), ["document.changed"]);
  const [adding, setAdding] = useState(false);
  const rows = list.data?.items ?? [];
  return (
    <>
      <div>
        <Button icon="plus" onClick={() => setAdding(true)}>
          {w.newTransfer}
        </Button>
      </div>
      <Failed live={list} rows={5} />
      {list.data && rows.length === 0 && (
        <EmptyState icon="truck" title={w.noTransfers}>
          <p>{w.noTransfersHow}</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Table
          label={w.kinds.transfers}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          href={(row) => `/desk/moves/${row.id}`}
        />
      )}
      <ShowMore list={list} />
      {adding && <NewTransfer onClose={() => setAdding(false)} />}
    </>
  );
}
