import { type Figure, getToday, type NeedCard } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { age, day, qty, sentence } from "../../i18n/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { PageHead } from "../PageHead.tsx";
import { lightTones, useSyncStatus } from "../SyncLight.tsx";
import { d } from "../words.ts";
import { ComingUp } from "./ComingUp.tsx";

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
          <Needs cards={today.data.needs} />
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

const fixes: Record<NeedCard["kind"], (card: NeedCard) => string> = {
  sync_held: (card) => `/desk/quickbooks/needs${card.subject ? `/${card.subject.id}` : ""}`,
  sync_paused: () => "/desk/quickbooks/connection",
  sync_ending: () => "/desk/quickbooks/connection",
  sync_news: () => "/desk/quickbooks/connection",
  sync_foreseen: () => "/desk/quickbooks/preflight",
  expired_stock: () => "/desk/stock",
  short_pick: (card) =>
    card.subject ? `/desk/orders/${card.subject.id}?kind=sales` : "/desk/orders",
  orders_waiting: () => "/desk/orders",
};

function Needs({ cards }: { cards: NeedCard[] }) {
  return (
    <section>
      <div class="section-head">
        <h2>{d.today.needsMe}</h2>
      </div>
      {cards.length === 0 ? (
        <p class="card row">
          <span class="tone-ok row">
            <Icon name="done" />
          </span>
          {d.today.nothingNeeds}
        </p>
      ) : (
        <ul class="grid-cards">
          {cards.map((card) => (
            <li key={card.kind + (card.subject?.id ?? "")} class="card stack need">
              <div class="stack tight">
                <h3>{sentence(card.title)}</h3>
                <p class="muted">{sentence(card.detail)}</p>
              </div>
              <a class="button" href={fixes[card.kind](card)}>
                {d.today.fixes[card.kind]}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
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
