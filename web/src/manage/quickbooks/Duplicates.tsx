/** What may be in QuickBooks twice: ours and the other one side by side, and the ways out. */
import { useState } from "preact/hooks";
import {
  decideDuplicate,
  listDuplicates,
  type Suspicion,
  type Verdict,
} from "../../api/duplicates.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { duplicates as w } from "../../i18n/en-duplicates.ts";
import { day, money, qty, sentence } from "../../i18n/format.ts";
import { atLeast } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import { OpenThere } from "./OpenThere.tsx";
import { OperationPanel } from "./OperationPanel.tsx";
import type { TabProps } from "./tabs.ts";

export function Duplicates({ id }: TabProps) {
  const list = useLive("duplicates", listDuplicates, ["sync.settled", "sync.changed"]);
  return (
    <>
      <Failed live={list} rows={3} />
      {list.data?.length === 0 && (
        <EmptyState icon="done" title={w.none}>
          <p>{w.noneHow}</p>
        </EmptyState>
      )}
      {list.data && list.data.length > 0 && (
        <div class="stack">
          <p class="muted">{w.intro}</p>
          {list.data.map((one) => (
            <Pair key={one.theirs_id + one.operation_id} pair={one} reload={list.reload} />
          ))}
        </div>
      )}
      {id && <OperationPanel key={id} id={id} tab="duplicates" />}
    </>
  );
}

function Pair({ pair, reload }: { pair: Suspicion; reload: () => Promise<void> }) {
  const { busy, wrong, run } = useAction();
  const [asking, setAsking] = useState(false);
  const decide = async (verdict: Verdict) => {
    const done = await run(() => decideDuplicate(pair.operation_id, pair.theirs_id, verdict));
    setAsking(false);
    if (done) await reload();
  };
  const number = pair.external_number || w.id(pair.external_id);
  const theirs = `${pair.what} ${number}`;
  return (
    <section class="card stack">
      <div class="pair">
        <div class="stack tight">
          <h3>{w.ours}</h3>
          <p class="row wrap">
            <a class="code strong" href={`/desk/quickbooks/duplicates/${pair.operation_id}`}>
              {pair.document_number}
            </a>
            <span class="muted">{d.quickbooks.kinds[pair.document_type] ?? ""}</span>
          </p>
          <p>{pair.summary}</p>
          <p>
            <OpenThere id={pair.operation_id} />
          </p>
        </div>
        <div class="stack tight">
          <h3>{w.made(pair.made_by)}</h3>
          <p class="row wrap">
            <span class="code strong">{number}</span>
            <span class="muted">
              {sentence(pair.what)}
              {pair.external_number && `, ${w.id(pair.external_id)}`}
            </span>
          </p>
          <p>{[day(pair.on), pair.party, money(pair.total)].filter(Boolean).join(" · ")}</p>
          <ul class="plain">
            {pair.goods.map((line) => (
              <li key={line.name}>
                {qty(line.qty)} × {line.name}
              </li>
            ))}
          </ul>
          {pair.note && (
            <p class="muted small">
              {w.note}: {pair.note}
            </p>
          )}
        </div>
      </div>
      <p class="strong">{w.because(pair.reasons)}</p>
      <Wrong words={wrong} />
      {atLeast("manager") ? (
        <div class="row wrap">
          <Button busy={busy} onClick={() => setAsking(true)}>
            {w.keepTheirs}
          </Button>
          <Button look="plain" busy={busy} onClick={() => void decide("both")}>
            {w.keepBoth}
          </Button>
        </div>
      ) : (
        <p class="muted">{w.needsManager}</p>
      )}
      {asking && (
        <Sheet title={w.sure(pair.document_number)} onClose={() => setAsking(false)}>
          <p>{w.sureHow(pair.document_number, theirs)}</p>
          <Button look="main" busy={busy} onClick={() => void decide("theirs")}>
            {w.keepTheirs}
          </Button>
        </Sheet>
      )}
    </section>
  );
}
