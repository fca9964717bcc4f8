import { usePages } from "../../api/pages.ts";
import {
  listOperations,
  type OperationRow,
  type OperationState,
  pullNow,
  syncNow,
} from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { age, moment } from "../../i18n/format.ts";
import { query } from "../../router.ts";
import { me } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { FilterChips, FilterText, ShowMore } from "../ListTools.tsx";
import { PageHead } from "../PageHead.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import { OperationChip } from "./OperationChip.tsx";
import { OperationPanel } from "./OperationPanel.tsx";
import { StatusCard } from "./StatusCard.tsx";

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

export function QuickBooks({ id }: { id?: string }) {
  const state = query.value.get("state") as OperationState | null;
  const search = query.value.get("search") ?? "";
  const list = usePages(
    `${state}|${search}`,
    (cursor) => listOperations({ state, search, cursor }),
    ["sync.settled", "sync.changed", "document.changed"],
  );
  const { busy, wrong, run } = useAction();
  return (
    <>
      <PageHead title={d.quickbooks.title}>
        {me.value?.demo && (
          <a
            class="button"
            href="/simulator/quickbooks-online/books"
            target="_blank"
            rel="noreferrer"
          >
            {d.quickbooks.simulator}
          </a>
        )}
        <Button busy={busy} onClick={() => void run(pullNow)}>
          {d.quickbooks.pull}
        </Button>
        <Button look="main" icon="refresh" busy={busy} onClick={() => void run(syncNow)}>
          {d.quickbooks.now}
        </Button>
      </PageHead>
      <Wrong words={wrong} />
      <StatusCard />
      <div class="filters">
        <FilterChips
          name="state"
          options={[
            ["", d.list.all],
            ["held", d.quickbooks.states.held],
            ["queued", d.quickbooks.states.queued],
            ["in_doubt", d.quickbooks.states.in_doubt],
            ["done", d.quickbooks.states.done],
          ]}
        />
        <FilterText label={d.list.search} />
      </div>
      <Failed live={list} rows={6} />
      {list.data?.items.length === 0 && (
        <EmptyState icon="sending" title={d.quickbooks.none}>
          <p>{d.quickbooks.noneHow}</p>
        </EmptyState>
      )}
      {list.data && list.data.items.length > 0 && (
        <Table
          label={d.quickbooks.title}
          columns={columns}
          rows={list.data.items}
          rowKey={(row) => row.id}
          href={(row) => `/desk/quickbooks/${row.id}${location.search}`}
        />
      )}
      <ShowMore list={list} />
      {id && <OperationPanel key={id} id={id} />}
    </>
  );
}
