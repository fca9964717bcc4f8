import { useState } from "preact/hooks";
import {
  approveCount,
  type CountReview,
  cancelCount,
  getCount,
  type ReviewLine,
  recountBins,
} from "../../api/counts.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { InQuickBooks } from "../../floor/InQuickBooks.tsx";
import { countDesk as w } from "../../i18n/en-count-desk.ts";
import { money, qty } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Field.tsx";
import { Chip, Strip } from "../../ui/parts.tsx";
import { PageHead } from "../PageHead.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { AgreedLines, ReviewBins } from "./AgreedLines.tsx";
import { stateTones } from "./CountList.tsx";
import { DifferenceCard } from "./DifferenceCard.tsx";

const SETTLED = ["completed", "cancelled"];

/** One count beside the books: what differs, what it is worth, and the decision. */
export function Review({ id }: { id: string }) {
  const count = useLive(id, () => getCount(id), ["document.changed", "stock.changed"]);
  return (
    <>
      <PageHead title={count.data?.number ?? w.title}>
        <a class="button" href="/desk/counts">
          {w.back}
        </a>
      </PageHead>
      <Failed live={count} rows={4} />
      {count.data && <Decisions count={count.data} onDone={count.reload} />}
    </>
  );
}

type Props = { count: CountReview; onDone: () => Promise<void> };

function Decisions({ count, onDone }: Props) {
  const [reason, setReason] = useState("");
  const { busy, wrong, run } = useAction();
  const differing = count.lines.filter((line) => line.differs || line.decision === "approved");
  const open = differing.filter((line) => line.decision === "open");
  const agreed = count.lines.filter((line) => !differing.includes(line));
  const settled = SETTLED.includes(count.state);

  const act = async (work: () => Promise<unknown>) => {
    if (await run(work)) await onDone();
  };
  const approve = (lines: ReviewLine[]) =>
    act(() =>
      approveCount(count.id, {
        line_ids: lines.map((line) => line.id),
        reason,
        // Both are said on the line before anybody can press the button.
        release_picks: lines.some((line) => line.picks.length > 0),
        reactivate: lines.some((line) => line.inactive),
      }),
    );

  return (
    <div class="stack loose">
      <div class="row wrap">
        <Chip tone={stateTones[count.state]}>{w.states[count.state]}</Chip>
        <span class="muted">
          {[w.origins[count.origin], count.note].filter(Boolean).join(": ")}
        </span>
        {settled && differing.length > 0 && <InQuickBooks documentId={count.id} />}
      </div>
      <ReviewBins bins={count.review_bins} />
      <Wrong words={wrong} />
      {open.length > 0 && (
        <section class="card stack">
          <Select
            label={w.reason}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          >
            <option value="" />
            {w.reasons.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </Select>
          <div>
            <Button
              look="main"
              busy={busy}
              disabled={!reason || open.some((line) => line.corrected)}
              onClick={() => void approve(open)}
            >
              {w.approveAll(open.length)} ({money(count.value)})
            </Button>
          </div>
        </section>
      )}
      {differing.length === 0 && agreed.length > 0 && <Strip tone="ok" title={w.allAgree} />}
      {count.lines.length === 0 && <p class="muted">{w.nothingYet}</p>}
      <div class="stack">
        {differing.map((line) => (
          <DifferenceCard
            key={line.id}
            line={line}
            busy={busy}
            mayApprove={reason !== ""}
            onApprove={() => void approve([line])}
            onAgain={() => void act(() => recountBins(count.id, [line.bin_id]))}
          />
        ))}
      </div>
      {agreed.length > 0 && <AgreedLines lines={agreed} />}
      {settled && count.accuracy.line_percent !== null && (
        <p>
          {w.result}: <span class="strong">{qty(count.accuracy.line_percent)}%</span> ·{" "}
          {w.accuracyUnits(qty(count.accuracy.unit_percent))}
        </p>
      )}
      {!settled && (
        <details>
          <summary>{w.cancel}</summary>
          <div class="stack">
            <p class="muted">{w.cancelWhat}</p>
            <div>
              <Button
                look="danger"
                busy={busy}
                onClick={() => void act(() => cancelCount(count.id))}
              >
                {w.cancelGo}
              </Button>
            </div>
          </div>
        </details>
      )}
    </div>
  );
}
