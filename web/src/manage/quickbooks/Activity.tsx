/** Every exchange with QuickBooks, the newest first: found by whatever a person knows of it. */
import { type ActivityRow, activityCsv, listActivity } from "../../api/activity.ts";
import { usePages } from "../../api/pages.ts";
import { Failed } from "../../floor/Failed.tsx";
import { activity as words } from "../../i18n/en-activity.ts";
import { day, moment, sentence, time, today } from "../../i18n/format.ts";
import { go, query, setQuery } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { ShowMore } from "../ListTools.tsx";
import { d } from "../words.ts";
import { ActivityPanel } from "./ActivityPanel.tsx";
import { LogFilters } from "./LogFilters.tsx";
import { filtered, filtersOf, kindOf, outcomeOf } from "./log.ts";
import type { TabProps } from "./tabs.ts";
import { tones } from "./tones.ts";

const when: Column<ActivityRow> = { title: words.when, cell: (row) => <When at={row.at} /> };
const outcome: Column<ActivityRow> = {
  title: words.outcome,
  cell: (row) => (
    <span class="stack tight">
      <span>
        <Chip tone={row.outcome ? tones[row.outcome] : "info"}>{outcomeOf(row)}</Chip>
      </span>
      {row.problem && <span class="muted small">{sentence(row.problem.title)}</span>}
    </span>
  ),
};
const code: Column<ActivityRow> = {
  title: words.codeColumn,
  cell: (row) => {
    const shown = row.quickbooks_code || row.code;
    return (
      shown && (
        <button type="button" class="code-link code" onClick={() => setQuery("code", shown)}>
          {shown}
        </button>
      )
    );
  },
};

const aboutDocuments: Column<ActivityRow>[] = [
  when,
  {
    title: d.quickbooks.document,
    cell: (row) => (
      <span class="stack tight">
        <span class="code strong">{row.number}</span>
        <span class="muted small">{kindOf(row)}</span>
      </span>
    ),
  },
  { title: words.what, cell: (row) => row.summary },
  outcome,
  code,
  {
    title: d.quickbooks.number,
    cell: (row) => row.external_number && <span class="code">{row.external_number}</span>,
  },
  { title: words.people, cell: (row) => row.people.join(", "), wideOnly: true },
];

const reads: Column<ActivityRow>[] = [
  when,
  { title: words.what, cell: (row) => <strong>{kindOf(row)}</strong> },
  {
    title: "",
    cell: (row) => (
      <>
        {row.outcome === "done" && words.records(row.records ?? 0)}
        {row.repeats > 1 && row.finished_at && (
          <span class="muted"> · {words.repeats(row.repeats, time(row.finished_at))}</span>
        )}
      </>
    ),
  },
  outcome,
  code,
];

export function Activity({ id }: TabProps) {
  const filters = filtersOf(query.value);
  const list = usePages(JSON.stringify(filters), (cursor) => listActivity({ ...filters, cursor }), [
    "sync.settled",
    "sync.changed",
  ]);
  return (
    <>
      <LogFilters csv={activityCsv(filters)} />
      <Failed live={list} rows={8} />
      {list.data?.items.length === 0 && (
        <EmptyState icon="search" title={words.none}>
          <p>{words.noneHow}</p>
          {filtered() && (
            <Button onClick={() => go("/desk/quickbooks/activity", { replace: true })}>
              {words.clear}
            </Button>
          )}
        </EmptyState>
      )}
      {list.data && list.data.items.length > 0 && (
        <Table
          label={d.quickbooks.tabs.activity}
          columns={filters.reading ? reads : aboutDocuments}
          rows={list.data.items}
          rowKey={(row) => row.id}
          href={(row) => `/desk/quickbooks/activity/${row.id}${location.search}`}
        />
      )}
      <ShowMore list={list} />
      {id && <ActivityPanel key={id} id={id} />}
    </>
  );
}

/** The time, and the day where that is not today. */
function When({ at }: { at: string }) {
  const on = moment(at).slice(0, 10);
  return (
    <time dateTime={at} title={moment(at)} class="stack tight">
      <span>{time(at)}</span>
      {on !== day(today()) && <span class="muted small">{on}</span>}
    </time>
  );
}
