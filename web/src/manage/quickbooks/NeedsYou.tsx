import { usePages } from "../../api/pages.ts";
import { listOperations } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { EmptyState } from "../../ui/parts.tsx";
import { ShowMore } from "../ListTools.tsx";
import { d } from "../words.ts";
import { OperationPanel } from "./OperationPanel.tsx";
import { OperationTable } from "./OperationTable.tsx";
import type { TabProps } from "./tabs.ts";

/** What a person has to look at before QuickBooks can have it. */
export function NeedsYou({ id }: TabProps) {
  const list = usePages("held", (cursor) => listOperations({ state: "held", cursor }), [
    "sync.settled",
    "sync.changed",
  ]);
  return (
    <>
      <Failed live={list} rows={6} />
      {list.data?.items.length === 0 && (
        <EmptyState icon="done" title={d.quickbooks.nothingNeeds}>
          <p>{d.quickbooks.nothingNeedsHow}</p>
        </EmptyState>
      )}
      {list.data && list.data.items.length > 0 && (
        <OperationTable rows={list.data.items} tab="needs" />
      )}
      <ShowMore list={list} />
      {id && <OperationPanel key={id} id={id} tab="needs" />}
    </>
  );
}
