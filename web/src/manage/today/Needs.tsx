import type { NeedCard } from "../../api/desk.ts";
import { applyFix } from "../../api/fixes.ts";
import { fixes as words } from "../../i18n/en-fixes.ts";
import { sentence } from "../../i18n/format.ts";
import { atLeast } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { oneTap } from "../quickbooks/fixes/kinds.ts";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

const where: Record<NeedCard["kind"], (card: NeedCard) => string> = {
  sync_held: (card) => `/desk/quickbooks/needs${card.subject ? `/${card.subject.id}` : ""}`,
  sync_paused: () => "/desk/quickbooks/connection",
  sync_ending: () => "/desk/quickbooks/connection",
  sync_news: () => "/desk/quickbooks/connection",
  sync_foreseen: () => "/desk/quickbooks/preflight",
  expired_stock: () => "/desk/stock",
  short_pick: (card) =>
    card.subject ? `/desk/orders/${card.subject.id}?kind=sales` : "/desk/orders",
  count_approval: (card) => `/desk/counts${card.subject ? `/${card.subject.id}` : ""}`,
  orders_waiting: () => "/desk/orders",
};

type Props = { cards: NeedCard[]; onDone: () => Promise<void> };

/** What needs a person, each with the button that does something about it. */
export function Needs({ cards, onDone }: Props) {
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
              <Buttons card={card} onDone={onDone} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The one tap, where nothing has to be chosen first; and the way to look at it. */
function Buttons({ card, onDone }: { card: NeedCard; onDone: () => Promise<void> }) {
  const { busy, wrong, run } = useAction();
  const { fix, subject } = card;
  const mine = fix && subject && oneTap(fix) && (!fix.manager || atLeast("manager"));
  const act = async () => {
    if (fix && subject && (await run(() => applyFix(subject.id, fix)))) await onDone();
  };
  if (!mine) {
    return (
      <a class="button" href={where[card.kind](card)}>
        {d.today.fixes[card.kind]}
      </a>
    );
  }
  return (
    <>
      <Wrong words={wrong} />
      <div class="row wrap">
        <Button look="main" busy={busy} onClick={() => void act()}>
          {words.andSend(fix.label)}
        </Button>
        <a class="button" href={where[card.kind](card)}>
          {words.open}
        </a>
      </div>
    </>
  );
}
