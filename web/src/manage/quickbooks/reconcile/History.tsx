import { usePages } from "../../../api/pages.ts";
import { listReconcileRuns, type Run } from "../../../api/reconcile.ts";
import { enReconcile as w } from "../../../i18n/en-reconcile.ts";
import { moment, money } from "../../../i18n/format.ts";
import { type Column, Table } from "../../../ui/Table.tsx";
import { ShowMore } from "../../ListTools.tsx";

const columns: Column<Run>[] = [
  { title: w.historyColumns.when, cell: (run) => moment(run.started_at) },
  { title: w.historyColumns.by, cell: (run) => run.asked_by ?? w.nightly },
  {
    title: w.historyColumns.items,
    number: true,
    cell: (run) => run.compared.toLocaleString("en-US"),
  },
  {
    title: w.historyColumns.differing,
    number: true,
    cell: (run) => (run.problem ? run.problem.title : run.differing.toLocaleString("en-US")),
  },
  { title: w.historyColumns.value, number: true, cell: (run) => money(run.value) },
];

/** Comparisons before the `newest`. */
export function History({ newest }: { newest: string }) {
  const list = usePages(newest, (cursor) => listReconcileRuns({ cursor, limit: 20 }), []);
  const older = list.data?.items.filter((run) => run.id !== newest && run.finished_at) ?? [];
  if (older.length === 0) return null;
  return (
    <details>
      <summary>{w.history}</summary>
      <Table label={w.history} columns={columns} rows={older} rowKey={(run) => run.id} />
      <ShowMore list={list} />
    </details>
  );
}
