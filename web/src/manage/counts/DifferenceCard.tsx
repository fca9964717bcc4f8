import type { ReviewLine } from "../../api/counts.ts";
import { isZero } from "../../decimal.ts";
import { countDesk as w } from "../../i18n/en-count-desk.ts";
import { amount, moment, money, qty } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import "./counts.css";

type Props = {
  line: ReviewLine;
  busy: boolean;
  mayApprove: boolean;
  onApprove: () => void;
  onAgain: () => void;
};

/** One difference: where, what, how much, what it is worth and what hangs on it. */
export function DifferenceCard({ line, busy, mayApprove, onApprove, onAgain }: Props) {
  const open = line.decision === "open";
  return (
    <article class={`card stack difference ${open ? "" : "settled"}`}>
      <div class="row apart wrap">
        <div class="stack tight">
          <h3>{line.item.name}</h3>
          <p class="row wrap muted">
            <span class="code">{line.location_code}</span>
            <span class="code">{line.item.sku}</span>
            {line.lot_number && <span class="code">{w.lot(line.lot_number)}</span>}
          </p>
        </div>
        <div class="row wrap">
          {line.moved && <Chip tone="warn">{w.moved}</Chip>}
          {line.corrected && <Chip tone="bad">{w.corrected}</Chip>}
          {line.inactive && <Chip tone="warn">{w.inactive}</Chip>}
          {!open && <Chip tone="ok">{w.decided[line.decision]}</Chip>}
        </div>
      </div>
      <dl class="figures">
        <Figure title={w.expected} value={amount(line.expected, line.item.unit)} />
        <Figure title={w.counted} value={amount(line.counted, line.item.unit)} />
        <Figure title={w.difference} value={signed(line.difference)} strong />
        <Figure title={w.value} value={line.value === null ? w.noCost : money(line.value)} strong />
      </dl>
      <Notes line={line} />
      {open && (
        <div class="row wrap">
          <Button disabled={!mayApprove || line.corrected} busy={busy} onClick={onApprove}>
            {w.approve}
          </Button>
          <Button icon="refresh" busy={busy} onClick={onAgain}>
            {w.again}
          </Button>
        </div>
      )}
    </article>
  );
}

function Figure({ title, value, strong }: { title: string; value: string; strong?: boolean }) {
  return (
    <div>
      <dt class="muted small">{title}</dt>
      <dd class={strong ? "strong" : ""}>{value}</dd>
    </div>
  );
}

/** What a supervisor should know before deciding, in sentences. */
function Notes({ line }: { line: ReviewLine }) {
  const picks = line.picks.map((pick) => w.pick(pick.order_number, qty(pick.qty))).join(", ");
  const notes = [
    ...line.earlier.map((one) => w.earlier(qty(one.counted), one.counter)),
    line.missing.length > 0 ? w.missing(line.missing.join(", ")) : "",
    ...line.found.map((unit) => w.found(unit.number, unit.where)),
    line.moved ? w.movedWhat : "",
    line.corrected ? w.correctedWhat : "",
    line.inactive ? w.inactiveWhat : "",
    picks ? w.picks(picks) : "",
    line.reason,
  ].filter(Boolean);
  return (
    <div class="stack tight muted">
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <p class="small">{w.at(moment(line.counted_at))}</p>
    </div>
  );
}

/** A difference says which way it goes. */
function signed(value: string): string {
  if (isZero(value)) return "0";
  return value.startsWith("-") ? `−${qty(value.slice(1))}` : `+${qty(value)}`;
}
