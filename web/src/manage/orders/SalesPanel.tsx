import { useState } from "preact/hooks";
import { getSalesOrder, releaseOrder } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import type { SalesOrder } from "../../api/types.ts";
import { isZero } from "../../decimal.ts";
import { Failed } from "../../floor/Failed.tsx";
import { amount, day, money, qty } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import { stateTones } from "./Orders.tsx";

type Line = SalesOrder["lines"][number];

export function SalesPanel({ id }: { id: string }) {
  const order = useLive(id, () => getSalesOrder(id), ["order.changed", "document.changed"]);
  const { busy, wrong, run } = useAction();
  const [released, setReleased] = useState(false);
  const data = order.data;
  const open = data?.state === "open" || data?.state === "released";
  const unreserved = data?.lines.some((line) => !isZero(line.unreserved)) ?? false;

  const release = async () => {
    if (await run(() => releaseOrder(id))) {
      setReleased(true);
      await order.reload();
    }
  };

  return (
    <Sheet
      side
      title={data?.number ?? d.orders.sales}
      onClose={() => go(`/desk/orders${location.search}`)}
    >
      <Failed live={order} />
      {data && (
        <>
          <dl class="facts">
            <dt>{d.orders.customer}</dt>
            <dd class="strong">{data.customer.name}</dd>
            <dt>{d.orders.state}</dt>
            <dd>
              <Chip tone={stateTones[data.state]}>{d.states[data.state]}</Chip>
            </dd>
            {data.due_on && <dt>{d.orders.due}</dt>}
            {data.due_on && <dd>{day(data.due_on)}</dd>}
            {data.memo && <dt>{d.orders.memo}</dt>}
            {data.memo && <dd>{data.memo}</dd>}
          </dl>
          {released && <Strip tone="ok" title={d.orders.released(data.number)} />}
          <Wrong words={wrong} />
          {open && unreserved && (
            <div class="stack">
              <p class="muted">{d.orders.releaseWhat}</p>
              <Button look="main" busy={busy} onClick={() => void release()}>
                {data.state === "open" ? d.orders.release : d.orders.releaseMore}
              </Button>
            </div>
          )}
          <Table<Line>
            label={d.orders.lines}
            rows={data.lines}
            rowKey={(line) => line.id}
            columns={[
              { title: d.orders.item, cell: (line) => <Goods line={line} /> },
              {
                title: d.orders.ordered,
                number: true,
                cell: (line) => amount(line.qty, line.item.base_unit),
              },
              { title: d.orders.picked, number: true, cell: (line) => qty(line.picked_qty) },
              { title: d.orders.shipped, number: true, cell: (line) => qty(line.shipped_qty) },
            ]}
          />
        </>
      )}
    </Sheet>
  );
}

function Goods({ line }: { line: Line }) {
  return (
    <div class="stack tight">
      <span>{line.item.name}</span>
      <span class="muted small">
        <span class="code">{line.item.sku}</span>
        {line.unit_price && ` · ${money(line.unit_price)}`}
      </span>
      {!isZero(line.unreserved) && line.allocated_qty !== "0" && (
        <span>
          <Chip tone="warn">{d.orders.unreserved(qty(line.unreserved))}</Chip>
        </span>
      )}
    </div>
  );
}
