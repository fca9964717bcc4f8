/** How much of the month's reads is used, and where the month leads. */
import { useState } from "preact/hooks";
import { type Calls, changeBudget } from "../../api/connection.ts";
import { connection as w } from "../../i18n/en-connection.ts";
import { qty } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Meter } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

const tones = { ok: "", warn: "tone-warn", spent: "tone-bad strong" } as const;

export function CallBudget({ calls, reload }: { calls: Calls; reload: () => Promise<void> }) {
  const [changing, setChanging] = useState(false);
  return (
    <section class="card stack">
      <div class="section-head">
        <h2>{w.calls}</h2>
        {calls.metered && !changing && (
          <Button look="plain" onClick={() => setChanging(true)}>
            {w.change}
          </Button>
        )}
      </div>
      {calls.metered && (
        <div class={`budget ${calls.level}`}>
          <Meter part={calls.reads} whole={calls.budget} />
        </div>
      )}
      <p class={tones[calls.level]}>{calls.sentence}</p>
      {changing && <Budget calls={calls} reload={reload} onClose={() => setChanging(false)} />}
      <p class="muted small">
        {w.callsWhat} {w.writes(qty(String(calls.writes)))}
      </p>
    </section>
  );
}

type BudgetProps = { calls: Calls; reload: () => Promise<void>; onClose: () => void };

function Budget({ calls, reload, onClose }: BudgetProps) {
  const [reads, setReads] = useState(String(calls.budget));
  const { busy, wrong, run } = useAction();
  const save = async () => {
    if (!(await run(() => changeBudget(Number(reads))))) return;
    await reload();
    onClose();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={w.budget}
        help={w.budgetHelp}
        inputMode="numeric"
        pattern="[0-9]+"
        required
        value={reads}
        onInput={(event) => setReads(event.currentTarget.value)}
      />
      <Wrong words={wrong} />
      <div>
        <Button type="submit" busy={busy}>
          {w.save}
        </Button>
      </div>
    </form>
  );
}
