import type { DesktopVisit } from "../../../api/desktop.ts";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { ago, moment } from "../../../i18n/format.ts";
import { type Column, Table } from "../../../ui/Table.tsx";

const columns: Column<DesktopVisit>[] = [
  { title: w.when, cell: (one) => <span title={moment(one.opened_at)}>{ago(one.opened_at)}</span> },
  { title: w.lasted, number: true, cell: (one) => w.seconds(one.seconds) },
  { title: w.sent, number: true, cell: (one) => one.sent.toLocaleString("en-US") },
  { title: w.read, number: true, cell: (one) => one.read.toLocaleString("en-US") },
  { title: w.said, cell: (one) => <Ending visit={one} /> },
];

/** Each visit with what it brought, the newest first. */
export function Visits({ visits }: { visits: DesktopVisit[] }) {
  return (
    <section class="stack visits">
      <h2>{w.visits}</h2>
      {visits.length === 0 ? (
        <p class="muted">{w.noVisits}</p>
      ) : (
        <Table label={w.visits} columns={columns} rows={visits} rowKey={(one) => one.id} />
      )}
    </section>
  );
}

function Ending({ visit }: { visit: DesktopVisit }) {
  if (visit.trouble) return <span class="tone-bad">{visit.trouble.title}</span>;
  if (!visit.closed_at) return <span class="tone-info">{w.goingOn}</span>;
  return <>{visit.said}</>;
}
