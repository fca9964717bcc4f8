import { usePages } from "../../api/pages.ts";
import { listOperations, type OperationState } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { query } from "../../router.ts";
import { EmptyState } from "../../ui/parts.tsx";
import { FilterChips, FilterText, ShowMore } from "../ListTools.tsx";
import { d } from "../words.ts";
import { OperationPanel } from "./OperationPanel.tsx";
import { OperationTable } from "./OperationTable.tsx";
import type { TabProps } from "./tabs.ts";

/** Every document QuickBooks is told of, newest first. */
export function Documents({ id }: TabProps) {
  const state = query.value.get("state") as OperationState | null;
  const search = query.value.get("search") ?? "";
  const list = usePages(
    `${state}|${search}`,
    (cursor) => listOperations({ state, search, cursor }),
    ["sync.settled", "sync.changed", "document.changed"],
  );
  return (
    <>
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
        <OperationTable rows={list.data.items} tab="documents" />
      )}
      <ShowMore list={list} />
      {id && <OperationPanel key={id} id={id} tab="documents" />}
    </>
  );
}
