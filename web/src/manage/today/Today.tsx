import { type Figure, getToday } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { age, day, qty, sentence } from "../../i18n/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { PageHead } from "../PageHead.tsx";
import { lightTones, useSyncStatus } from "../SyncLight.tsx";
import { d } from "../words.ts";
import { ComingUp } from "./ComingUp.tsx";
import { Needs } from "./Needs.tsx";

/** Four questions without scrolling: QuickBooks, what needs me, the floor, what is coming. */
export function Today() {
  const today = useLive("today", getToday, [
    "document.changed",
    "order.changed",
    "stock.changed",
    "sync.settled",
    "sync.changed",
  ]);
  return (
    <>
      <PageHead title={d.today.title}>
        <span class="muted">{day(today.data?.day)}</span>
      </PageHead>
      <SyncLine />
      <Failed live={today} rows={4} />
      {today.data && (
        <>
          <Needs cards={today.data.needs} onDone={today.reload} />
          <section>
            <div class="section-head">
              <h2>{d.today.floor}</h2>
            </div>
            <div class="grid-cards">
              <FigureCard title={d.today.received} figure={today.data.floor.received} />
              <FigureCard title={d.today.picked} figure={today.data.floor.picked} />
              <FigureCard title={d.today.shipped} figure={today.data.floor.shipped} />
              <FigureCard title={d.today.short} figure={today.data.floor.short} />
            </div>
          </section>
          <ComingUp coming={today.data.coming} />
        </>
      )}
    </>
  );
}

function SyncLine() {
  const status = useSyncStatus().data;
  if (!status) return null;
  return (
    <a class={`status-line ${lightTones[status.light]}`} href="/desk/quickbooks">
      <span class="grow sentence">{sentence(status.sentence)}</span>
      {status.oldest_unsent_at && (
        <span class="muted">{d.quickbooks.oldest(age(status.oldest_unsent_at))}</span>
      )}
      <Icon name="next" />
    </a>
  );
}

function FigureCard({ title, figure }: { title: string; figure: Figure }) {
  return (
    <div class="card stack tight">
      <p class="muted">{title}</p>
      <p class="figure-value">{d.today.units(qty(figure.units))}</p>
      <p class="muted small">
        {d.today.lines(figure.lines)} · {d.today.documents(figure.documents)}
      </p>
      <p class="muted small">
        {figure.usual_lines ? d.today.usual(qty(figure.usual_lines)) : d.today.noUsual}
      </p>
    </div>
  );
}
