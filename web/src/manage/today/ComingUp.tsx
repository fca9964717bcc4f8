import type { ComponentChildren } from "preact";
import type { ComingOrder, Today } from "../../api/desk.ts";
import { amount, day } from "../../i18n/format.ts";
import { Chip } from "../../ui/parts.tsx";
import { d } from "../words.ts";

export function ComingUp({ coming }: { coming: Today["coming"] }) {
  return (
    <section>
      <div class="section-head">
        <h2>{d.today.coming}</h2>
      </div>
      <div class="two-columns">
        <Orders
          title={d.today.due}
          none={d.today.noDue}
          orders={coming.due}
          all={coming.due_count}
          kind="sales"
        />
        <Orders
          title={d.today.arrivals}
          none={d.today.noArrivals}
          orders={coming.arrivals}
          all={coming.arrivals_count}
          kind="purchase"
        />
        <Box
          title={d.today.expiring}
          none={d.today.noExpiring}
          shown={coming.expiring.length}
          all={coming.expiring_count}
        >
          {coming.expiring.map((lot) => (
            <li key={lot.lot_id}>
              <a class="list-row" href={`/desk/stock?search=${encodeURIComponent(lot.lot)}`}>
                <span class="grow stack tight">
                  <span>{lot.name}</span>
                  <span class="muted small code">{lot.lot}</span>
                </span>
                <span class="muted">{amount(lot.on_hand, lot.base_unit)}</span>
                <Chip tone={lot.expired ? "bad" : "warn"}>
                  {lot.expired ? d.today.expired(day(lot.use_by)) : d.today.useBy(day(lot.use_by))}
                </Chip>
              </a>
            </li>
          ))}
        </Box>
      </div>
    </section>
  );
}

type OrdersProps = {
  title: string;
  none: string;
  orders: ComingOrder[];
  all: number;
  kind: "sales" | "purchase";
};

function Orders({ title, none, orders, all, kind }: OrdersProps) {
  return (
    <Box title={title} none={none} shown={orders.length} all={all}>
      {orders.map((order) => (
        <li key={order.id}>
          <a class="list-row" href={`/desk/orders/${order.id}?kind=${kind}`}>
            <span class="grow stack tight">
              <span class="strong code">{order.number}</span>
              <span class="muted">{order.party}</span>
            </span>
            {kind === "sales" && !order.released && <Chip>{d.today.notReleased}</Chip>}
            <Chip tone={order.overdue ? "bad" : ""}>
              {order.overdue ? d.today.overdue(day(order.on)) : d.today.on(day(order.on))}
            </Chip>
          </a>
        </li>
      ))}
    </Box>
  );
}

type BoxProps = {
  title: string;
  none: string;
  shown: number;
  all: number;
  children: ComponentChildren;
};

function Box({ title, none, shown, all, children }: BoxProps) {
  return (
    <div class="stack">
      <h3 class="muted">{title}</h3>
      {shown === 0 ? <p class="card muted">{none}</p> : <ul class="list card flush">{children}</ul>}
      {all > shown && <p class="muted small">{d.today.more(all - shown)}</p>}
    </div>
  );
}
