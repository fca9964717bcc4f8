import { type CountRow, type CountState, getAccuracy, listCounts } from "../../api/counts.ts";
import { useLive } from "../../api/live.ts";
import { usePages } from "../../api/pages.ts";
import { Failed } from "../../floor/Failed.tsx";
import { countDesk as w } from "../../i18n/en-count-desk.ts";
import { moment, money, qty } from "../../i18n/format.ts";
import { query } from "../../router.ts";
import { Chip, EmptyState, type Tone } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { FilterChips, ShowMore } from "../ListTools.tsx";

export const stateTones: Record<CountState, Tone> = {
  open: "info",
  counted: "warn",
  completed: "ok",
  cancelled: "",
};

const columns: Column<CountRow>[] = [
  { title: w.number, cell: (row) => <span class="code strong">{row.number}</span> },
  {
    title: w.why,
    cell: (row) => (
      <span class="stack tight">
        <span>{w.origins[row.origin]}</span>
        {row.note && <span class="muted small">{row.note}</span>}
      </span>
    ),
  },
  {
    title: w.state,
    cell: (row) => <Chip tone={stateTones[row.state]}>{w.states[row.state]}</Chip>,
  },
  { title: w.bins, number: true, cell: (row) => w.binsDone(row.bins_done, row.bins) },
  { title: w.differences, number: true, cell: (row) => row.differences },
  { title: w.value, number: true, cell: (row) => money(row.value) },
  { title: w.when, wideOnly: true, cell: (row) => moment(row.created_at) },
];

/** Counts, newest first, and how right the books have been. */
export function CountList() {
  const chosen = query.value.get("state") ?? "all";
  const state = chosen === "all" ? null : (chosen as CountState);
  const list = usePages(chosen, (cursor) => listCounts({ state, cursor }), ["document.changed"]);
  const rows = list.data?.items ?? [];
  return (
    <>
      <Figures />
      <div class="filters">
        <FilterChips
          name="state"
          options={[
            ["all", w.filters.all],
            ["counted", w.filters.counted],
            ["open", w.filters.open],
            ["completed", w.filters.completed],
            ["cancelled", w.filters.cancelled],
          ]}
        />
      </div>
      <Failed live={list} rows={5} />
      {list.data && rows.length === 0 && (
        <EmptyState icon="count" title={w.none}>
          <p>{w.noneHow}</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Table
          label={w.title}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          href={(row) => `/desk/counts/${row.id}`}
        />
      )}
      <ShowMore list={list} />
    </>
  );
}

function Figures() {
  const accuracy = useLive("count-accuracy", getAccuracy, ["document.changed"]);
  const found = accuracy.data;
  if (!found) return <Failed live={accuracy} rows={1} />;
  return (
    <div class="grid-cards">
      <div class="card stack tight">
        <h2 class="section-title">{w.accuracy}</h2>
        <p class="figure-value">
          {found.line_percent === null ? "–" : `${qty(found.line_percent)}%`}
        </p>
        <p class="muted">
          {found.lines === 0
            ? w.accuracyNone
            : `${w.accuracyLines(found.right, found.lines)} · ${w.accuracyUnits(qty(found.unit_percent))}`}
        </p>
      </div>
      <div class="card stack tight">
        <h2 class="section-title">{w.net}</h2>
        <p class="figure-value">{money(found.net_value)}</p>
        <p class="muted">{w.netWhat(money(found.gross_value))}</p>
      </div>
    </div>
  );
}
