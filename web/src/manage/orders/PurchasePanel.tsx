import { getPurchaseOrder } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import type { PurchaseOrder } from "../../api/types.ts";
import { Failed } from "../../floor/Failed.tsx";
import { amount, day, money, qty } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { Chip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Table } from "../../ui/Table.tsx";
import { d } from "../words.ts";
import { stateTones } from "./Orders.tsx";

type Line = PurchaseOrder["lines"][number];

export function PurchasePanel({ id }: { id: string }) {
  const order = useLive(id, () => getPurchaseOrder(id), ["order.changed", "document.changed"]);
  const data = order.data;
  return (
    <Sheet
      side
      title={data?.number ?? d.orders.purchase}
      onClose={() => go(`/desk/orders${location.search}`)}
    >
      <Failed live={order} />
      {data && (
        <>
          <dl class="facts">
            <dt>{d.orders.vendor}</dt>
            <dd class="strong">{data.vendor.name}</dd>
            <dt>{d.orders.state}</dt>
            <dd>
              <Chip tone={stateTones[data.state]}>{d.states[data.state]}</Chip>
            </dd>
            {data.expected_on && <dt>{d.orders.expected}</dt>}
            {data.expected_on && <dd>{day(data.expected_on)}</dd>}
            {data.memo && <dt>{d.orders.memo}</dt>}
            {data.memo && <dd>{data.memo}</dd>}
          </dl>
          <Table<Line>
            label={d.orders.lines}
            rows={data.lines}
            rowKey={(line) => line.id}
            columns={[
              {
                title: d.orders.item,
                cell: (line) => (
                  <div class="stack tight">
                    <span>{line.item.name}</span>
                    <span class="muted small">
                      <span class="code">{line.item.sku}</span>
                      {line.unit_cost && ` · ${money(line.unit_cost)}`}
                    </span>
                  </div>
                ),
              },
              {
                title: d.orders.ordered,
                number: true,
                cell: (line) => amount(line.qty, line.item.base_unit),
              },
              { title: d.orders.received, number: true, cell: (line) => qty(line.received_qty) },
              { title: d.orders.remaining, number: true, cell: (line) => qty(line.remaining) },
            ]}
          />
        </>
      )}
    </Sheet>
  );
}
