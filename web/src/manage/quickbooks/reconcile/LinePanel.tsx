/** One difference: its causes, and the ways to make it zero. */
import type { Cause, How, Line } from "../../../api/reconcile.ts";
import { repairLine } from "../../../api/reconcile.ts";
import { sum } from "../../../decimal.ts";
import { enReconcile as w } from "../../../i18n/en-reconcile.ts";
import { amount, money } from "../../../i18n/format.ts";
import { go } from "../../../router.ts";
import { atLeast } from "../../../session.ts";
import { Button } from "../../../ui/Button.tsx";
import { Sheet } from "../../../ui/Sheet.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";

const byThemselves = new Set(["waiting", "held", "invoiced"]);
const undoable = new Set(["edited", "voided", "deleted", "entered", "back_dated"]);

type Props = { line: Line; onDone: () => Promise<void> };

export function LinePanel({ line, onDone }: Props) {
  const { busy, wrong, run } = useAction();
  const repair = async (how: How, cause?: number) => {
    if (await run(() => repairLine(line.id, how, cause))) await onDone();
  };
  const open = line.causes.filter((one) => !byThemselves.has(one.kind) && !one.repaired);
  const may = line.state === "open" && open.length > 0 && atLeast("manager");
  const change = sum(open.map((one) => one.qty));
  const unit = line.item.unit;
  return (
    <Sheet side title={line.item.name} onClose={() => go("/desk/quickbooks/reconcile")}>
      <dl class="balance">
        <Fact title={w.columns.ours} value={amount(line.ours, unit)} />
        <Fact title={w.columns.theirs} value={amount(line.theirs, unit)} />
        <Fact title={w.columns.difference} value={w.signed(line.difference)} />
        {line.value && <Fact title={w.columns.value} value={money(line.value)} />}
      </dl>
      <h3>{w.columns.why}</h3>
      <ol class="causes">
        {line.causes.map((cause, at) => (
          <li key={`${cause.kind}${cause.transaction_id}${cause.operation_id}`}>
            <CauseRow
              cause={cause}
              busy={busy}
              onReverse={may ? () => void repair("reverse", at) : undefined}
            />
          </li>
        ))}
      </ol>
      <Wrong words={wrong} />
      {may && (
        <div class="stack">
          <Choice
            label={w.adopt}
            what={w.adoptWhat(amount(line.ours, unit), amount(sum([line.ours, change]), unit))}
            busy={busy}
            onClick={() => void repair("adopt")}
          />
          <Choice
            label={w.adjust}
            what={w.adjustWhat(
              amount(line.theirs, unit),
              amount(sum([line.theirs, negative(change)]), unit),
            )}
            busy={busy}
            onClick={() => void repair("adjust")}
          />
        </div>
      )}
    </Sheet>
  );
}

function Fact({ title, value }: { title: string; value: string }) {
  return (
    <div>
      <dt class="muted small">{title}</dt>
      <dd class="strong">{value}</dd>
    </div>
  );
}

type CauseProps = { cause: Cause; busy: boolean; onReverse: (() => void) | undefined };

function CauseRow({ cause, busy, onReverse }: CauseProps) {
  return (
    <div class="stack tight">
      <p>
        <span class="strong">{w.signed(cause.qty)}</span> {w.because(cause)}
      </p>
      {cause.repaired && <p class="muted small">{w.repaired[cause.repaired]}</p>}
      {byThemselves.has(cause.kind) && <p class="muted small">{w.itself}</p>}
      <div class="row wrap">
        {cause.operation_id && (
          <a href={`/desk/quickbooks/documents/${cause.operation_id}`}>{w.open}</a>
        )}
        {onReverse && undoable.has(cause.kind) && !cause.repaired && (
          <Button busy={busy} title={w.reverseWhat} onClick={onReverse}>
            {w.reverse}
          </Button>
        )}
      </div>
    </div>
  );
}

type ChoiceProps = { label: string; what: string; busy: boolean; onClick: () => void };

function Choice({ label, what, busy, onClick }: ChoiceProps) {
  return (
    <div class="stack tight">
      <Button busy={busy} onClick={onClick}>
        {label}
      </Button>
      <p class="muted small">{what}</p>
    </div>
  );
}

function negative(value: string): string {
  return value.startsWith("-") ? value.slice(1) : `-${value}`;
}
