import type { OperationRow } from "../../api/sync.ts";
import { age, moment } from "../../i18n/format.ts";
import { type Column, Table } from "../../ui/Table.tsx";
import { d } from "../words.ts";
import { OperationChip } from "./OperationChip.tsx";

const columns: Column<OperationRow>[] = [
  {
    title: d.quickbooks.document,
    cell: (row) => (
      <span class="row">
        <span class="code">{row.document_number}</span>
        <span class="muted">{d.quickbooks.kinds[row.document_type] ?? row.document_type}</span>
      </span>
    ),
  },
  { title: d.quickbooks.what, cell: (row) => row.summary },
  {
    title: d.quickbooks.state,
    cell: (row) => <OperationChip row={row} />,
  },
  {
    title: d.quickbooks.number,
    cell: (row) => row.external_number && <span class="code">{row.external_number}</span>,
  },
  {
    title: d.quickbooks.since,
    number: true,
    cell: (row) => (
      <time title={moment(row.settled_at ?? row.wanted_at)}>
        {age(row.settled_at ?? row.wanted_at)}
      </time>
    ),
  },
];

/** Documents on their way to QuickBooks; a row opens what happened, beside the `tab`'s list. */
export function OperationTable({ rows, tab }: { rows: OperationRow[]; tab: string }) {
  return (
    <Table
      label={d.quickbooks.tabs.documents}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      href={(row) => `/desk/quickbooks/${tab}/${row.id}${location.search}`}
    />
  );
}
