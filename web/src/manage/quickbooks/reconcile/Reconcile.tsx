/** Do our stock and QuickBooks' quantities agree, and if not, why, and who is right? */
import { useLive } from "../../../api/live.ts";
import {
  latestReconcile,
  type RunDetail,
  reconcileCsv,
  reconcileNow,
} from "../../../api/reconcile.ts";
import { Failed } from "../../../floor/Failed.tsx";
import { enReconcile as w } from "../../../i18n/en-reconcile.ts";
import { age, moment, money, sentence } from "../../../i18n/format.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState, Strip } from "../../../ui/parts.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";
import type { TabProps } from "../tabs.ts";
import { Differences } from "./Differences.tsx";
import { History } from "./History.tsx";
import { LinePanel } from "./LinePanel.tsx";
import "./reconcile.css";

export function Reconcile({ id }: TabProps) {
  const live = useLive("reconcile", latestReconcile, [
    "reconcile.finished",
    "reconcile.changed",
    "sync.settled",
  ]);
  const { busy, wrong, run } = useAction();
  const comparing = live.data?.comparing ?? false;
  const last = live.data?.run;
  const chosen = last?.lines.find((line) => line.id === id);
  const start = () => void run(reconcileNow).then(() => live.reload());
  return (
    <div class="stack">
      <div class="row wrap apart">
        <p class="muted" aria-live="polite">
          {last?.finished_at && (
            <time title={moment(last.finished_at)}>
              {w.at(age(last.finished_at), last.asked_by)}
            </time>
          )}
        </p>
        <div class="row wrap">
          {last && last.lines.length > 0 && (
            <a class="button" href={reconcileCsv(last.id)} download>
              {w.csv}
            </a>
          )}
          <Button icon="refresh" busy={busy || comparing} onClick={start}>
            {comparing ? w.comparing : w.compare}
          </Button>
        </div>
      </div>
      <Wrong words={wrong} />
      <Failed live={live} rows={4} />
      {live.data && !last && !comparing && (
        <EmptyState icon="refresh" title={w.none}>
          <p>{w.noneHow}</p>
        </EmptyState>
      )}
      {last && <Result run={last} />}
      {last && last.lines.length > 0 && <Differences lines={last.lines} />}
      {last && <History newest={last.id} />}
      {chosen && <LinePanel key={chosen.id} line={chosen} onDone={live.reload} />}
    </div>
  );
}

function Result({ run }: { run: RunDetail }) {
  if (run.problem) {
    return (
      <Strip tone="bad" title={w.failed}>
        <p>{sentence(run.problem.detail)}</p>
        <p class="strong">{sentence(run.problem.action)}</p>
      </Strip>
    );
  }
  if (run.differing === 0) return <Strip tone="ok" title={w.equal(run.compared)} />;
  const open = run.lines.some((line) => line.state === "open");
  return (
    <Strip tone={open ? "warn" : "ok"} title={w.differ(run.differing, run.compared)}>
      <p>{open ? w.worth(money(run.value)) : w.allDone}</p>
    </Strip>
  );
}
