import { useState } from "preact/hooks";
import { type CountPlan, listCountPlans, runCountPlan } from "../../api/counts.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { countDesk } from "../../i18n/en-count-desk.ts";
import { ago } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { atLeast } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { PlanForm } from "./PlanForm.tsx";

const w = countDesk.plan;

/** Cycle counts: what is due of each, and asking for it. */
export function Plans() {
  const plans = useLive("count-plans", listCountPlans, ["document.changed"]);
  const [editing, setEditing] = useState<CountPlan | "new">();
  const close = () => {
    setEditing(undefined);
    void plans.reload();
  };
  return (
    <>
      <Failed live={plans} rows={3} />
      {plans.data?.items.length === 0 && (
        <EmptyState icon="count" title={w.none}>
          <p>{w.noneHow}</p>
        </EmptyState>
      )}
      <ul class="grid-cards">
        {plans.data?.items.map((plan) => (
          <li key={plan.id}>
            <PlanCard plan={plan} onEdit={() => setEditing(plan)} />
          </li>
        ))}
      </ul>
      {atLeast("manager") && (
        <div>
          <Button icon="plus" onClick={() => setEditing("new")}>
            {w.add}
          </Button>
        </div>
      )}
      {editing && <PlanForm {...(editing === "new" ? {} : { plan: editing })} onClose={close} />}
    </>
  );
}

function PlanCard({ plan, onEdit }: { plan: CountPlan; onEdit: () => void }) {
  const { busy, wrong, run } = useAction();
  const start = () => run(async () => go(`/desk/counts/${(await runCountPlan(plan.id)).id}`));
  return (
    <article class="card stack">
      <div class="stack tight">
        <div class="row apart wrap">
          <h3>{plan.name}</h3>
          {!plan.active && <Chip>{w.paused}</Chip>}
          {plan.active && plan.automatic && <Chip tone="info">{w.daily}</Chip>}
        </div>
        <p class="muted">
          {w.methods[plan.method]} · {plan.location_code || w.everywhere}
        </p>
        <p>
          <span class="strong">{w.due(plan.due, plan.max_bins)}</span>
          <span class="muted">
            {" · "}
            {plan.last_run_at ? w.lastRun(ago(plan.last_run_at)) : w.never}
          </span>
        </p>
      </div>
      <Wrong words={wrong} />
      <div class="row wrap">
        <Button look="main" busy={busy} disabled={plan.due === 0} onClick={() => void start()}>
          {w.run}
        </Button>
        {atLeast("manager") && <Button onClick={onEdit}>{w.edit}</Button>}
      </div>
    </article>
  );
}
