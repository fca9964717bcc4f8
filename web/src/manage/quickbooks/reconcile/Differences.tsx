import type { Line } from "../../../api/reconcile.ts";
import { enReconcile as w } from "../../../i18n/en-reconcile.ts";
import { amount, money } from "../../../i18n/format.ts";
import { Chip } from "../../../ui/parts.tsx";
import { type Column, Table } from "../../../ui/Table.tsx";

const columns: Column<Line>[] = [
  {
    title: w.columns.item,
    cell: ({ item }) => (
      <span class="stack tight">
        <span>{item.name}</span>
        <span class="code muted small">{item.sku}</span>
      </span>
    ),
  },
  { title: w.columns.ours, number: true, cell: (line) => amount(line.ours, line.item.unit) },
  { title: w.columns.theirs, number: true, cell: (line) => amount(line.theirs, line.item.unit) },
  {
    title: w.columns.difference,
    number: true,
    cell: (line) => <span class="strong">{w.signed(line.difference)}</span>,
  },
  { title: w.columns.value, number: true, cell: (line) => money(line.value), wideOnly: true },
  {
    title: w.columns.why,
    cell: (line) => (
      <span class="stack tight">
        {line.state !== "open" && (
          <Chip tone={line.state === "even" ? "" : "ok"}>{w.states[line.state]}</Chip>
        )}
        {line.causes.map((cause) => (
          <span key={`${cause.kind}${cause.external_id}${cause.number}`}>
            {w.because(cause)}
            {line.causes.length > 1 && <span class="muted"> ({w.signed(cause.qty)})</span>}
          </span>
        ))}
      </span>
    ),
  },
];

export function Differences({ lines }: { lines: Line[] }) {
  return (
    <Table
      label={w.columns.difference}
      columns={columns}
      rows={lines}
      rowKey={(line) => line.id}
      href={(line) => `/desk/quickbooks/reconcile/${line.id}`}
    />
  );
}
