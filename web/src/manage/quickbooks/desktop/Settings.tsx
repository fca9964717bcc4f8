/** How often Web Connector calls, what a receipt becomes, and which orders are picked. */
import { useState } from "preact/hooks";
import { changeDesktop, type DesktopCompany } from "../../../api/desktop.ts";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Segments } from "../../../ui/Segments.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";

type Props = { company: DesktopCompany; reload: () => Promise<void> };
type Source = DesktopCompany["orders_from"][number];

const sources: Source[] = ["sales_order", "estimate", "invoice"];

export function Settings({ company, reload }: Props) {
  const [seconds, setSeconds] = useState(String(company.seconds));
  const [receipt, setReceipt] = useState(company.purchase_document);
  const [orders, setOrders] = useState<Source[]>(company.orders_from);
  const [saved, setSaved] = useState(false);
  const { busy, wrong, run } = useAction();
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      setSaved(false);
      set(value);
    };
  };
  const save = async () => {
    const done = await run(() =>
      changeDesktop(company.id, {
        seconds: Number(seconds),
        purchase_document: receipt,
        orders_from: orders,
      }),
    );
    if (done) await reload();
    setSaved(done);
  };
  return (
    <section class="card stack">
      <h2>{w.settings}</h2>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Segments
          label={w.receipt}
          value={receipt}
          options={[
            ["item_receipt", w.receipts.item_receipt],
            ["bill", w.receipts.bill],
          ]}
          onChange={changed((value) => setReceipt(value as DesktopCompany["purchase_document"]))}
        />
        <p class="muted small">{w.receiptHelp}</p>
        <fieldset class="boxes">
          <legend>{w.orders}</legend>
          {sources.map((one) => (
            <label key={one}>
              <input
                type="checkbox"
                checked={orders.includes(one)}
                onChange={(event) => {
                  const on = event.currentTarget.checked;
                  changed(setOrders)(sources.filter((s) => (s === one ? on : orders.includes(s))));
                }}
              />
              <span>{w.sources[one]}</span>
            </label>
          ))}
        </fieldset>
        <p class="muted small">{w.ordersHelp}</p>
        <Field
          label={w.every}
          help={w.everyHelp}
          type="number"
          min={5}
          max={600}
          required
          value={seconds}
          onInput={(event) => changed(setSeconds)(event.currentTarget.value)}
        />
        <Wrong words={wrong} />
        <div class="row wrap">
          <Button type="submit" look="main" busy={busy} disabled={orders.length === 0}>
            {w.save}
          </Button>
          {saved && <span class="tone-ok strong">{w.saved}</span>}
        </div>
      </form>
    </section>
  );
}
