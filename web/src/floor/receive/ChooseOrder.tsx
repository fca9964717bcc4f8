import { useState } from "preact/hooks";
import { listPurchaseOrders, listReceipts, openReceipt } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { asProblem } from "../../api/problem.ts";
import { share } from "../../decimal.ts";
import { day, qty } from "../../i18n/format.ts";
import { problemWords, t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { answer } from "../../scan/feedback.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { EmptyState, Meter } from "../../ui/parts.tsx";
import { Failed } from "../Failed.tsx";
import { VendorSheet } from "./VendorSheet.tsx";

/** Receipts to go on with, orders that are expected, and goods nobody announced. */
export function ChooseOrder() {
  const events = ["document.changed", "order.changed"] as const;
  const receipts = useLive("open-receipts", () => listReceipts(), events);
  const orders = useLive("open-orders", () => listPurchaseOrders(), events);
  const [blind, setBlind] = useState(false);
  const begun = new Set(receipts.data?.items.map((one) => one.purchase_order?.id));
  const rest = orders.data?.items.filter((order) => !begun.has(order.id)) ?? [];

  const open = async (of: Parameters<typeof openReceipt>[0]) => {
    try {
      const receipt = await openReceipt(of);
      go(`/receive/${receipt.id}`);
    } catch (error) {
      answer("bad", problemWords(asProblem(error)).title);
    }
  };

  return (
    <div class="stack loose">
      <Failed live={orders} />
      {receipts.data && receipts.data.items.length > 0 && (
        <section>
          <h2 class="section-title">{t.receive.resume}</h2>
          <ul class="list card flush">
            {receipts.data.items.map((one) => (
              <li key={one.id}>
                <a class="list-row" href={`/receive/${one.id}`}>
                  <span class="grow stack tight">
                    <span class="strong code">{one.purchase_order?.number ?? one.number}</span>
                    <span class="muted">{one.vendor.name}</span>
                  </span>
                  <span class="muted">{t.receive.counted(qty(one.counted_qty))}</span>
                  <Icon name="next" />
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {orders.data && (rest.length > 0 || begun.size === 0) && (
        <section>
          <h2 class="section-title">{t.receive.expected}</h2>
          {rest.length === 0 && (
            <EmptyState icon="receive" title={t.receive.none}>
              <p>{t.receive.noneHow}</p>
            </EmptyState>
          )}
          {rest.length > 0 && (
            <ul class="list card flush">
              {rest.map((order) => (
                <li key={order.id}>
                  <button
                    type="button"
                    class="list-row"
                    onClick={() => void open({ purchase_order_id: order.id })}
                  >
                    <span class="grow stack tight">
                      <span class="row apart">
                        <span class="strong code">{order.number}</span>
                        <span class="muted">{t.receive.lines(order.line_count)}</span>
                      </span>
                      <span class="row apart muted">
                        <span>{order.vendor.name}</span>
                        {order.expected_on && <span>{t.receive.due(day(order.expected_on))}</span>}
                      </span>
                      {order.received_qty !== "0" && (
                        <Meter part={share(order.received_qty, order.ordered_qty)} whole={1} />
                      )}
                    </span>
                    <Icon name="next" />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      <Button look="wide" icon="plus" onClick={() => setBlind(true)}>
        {t.receive.blind}
      </Button>
      {blind && (
        <VendorSheet
          onClose={() => setBlind(false)}
          onChoose={(vendor) => {
            setBlind(false);
            void open({ vendor_id: vendor.id });
          }}
        />
      )}
    </div>
  );
}
