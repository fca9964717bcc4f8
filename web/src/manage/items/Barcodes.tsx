import { useEffect, useState } from "preact/hooks";
import { addBarcode, type Item, removeBarcode } from "../../api/desk.ts";
import { amount } from "../../i18n/format.ts";
import { receiveReads } from "../../scan/read.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

/** The codes that mean this item, and how much one scan of each counts. */
export function Barcodes({ item, onChange }: { item: Item; onChange: () => void }) {
  const [text, setText] = useState("");
  const [pack, setPack] = useState("1");
  const { busy, wrong, run } = useAction();

  useEffect(() => receiveReads(({ raw }) => setText(raw.replaceAll("\x1d", ""))), []);

  const add = async () => {
    if (!(await run(() => addBarcode(item.id, text.trim(), pack)))) return;
    setText("");
    setPack("1");
    onChange();
  };

  return (
    <section class="stack">
      <h3>{d.items.barcodes}</h3>
      <Wrong words={wrong} />
      {item.barcodes.length === 0 && <p class="muted">{d.items.noBarcodes}</p>}
      {item.barcodes.length > 0 && (
        <ul class="list card flush">
          {item.barcodes.map((barcode) => (
            <li key={barcode.id}>
              <div class="list-row">
                <span class="code grow">{barcode.text}</span>
                <span class="muted">{amount(barcode.pack_qty, item.base_unit)}</span>
                <Button
                  look="plain square"
                  icon="cross"
                  label={d.items.removeBarcode(barcode.text)}
                  onClick={async () => {
                    if (await run(() => removeBarcode(barcode.id))) onChange();
                  }}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      <form
        class="barcode-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field
          label={d.items.barcode}
          help={d.items.scanHint}
          code
          required
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Field
          label={d.items.packQty}
          inputMode="decimal"
          required
          pattern="\d+(\.\d{1,5})?"
          value={pack}
          onInput={(event) => setPack(event.currentTarget.value)}
        />
        <Button type="submit" busy={busy} disabled={!text.trim()}>
          {d.items.addBarcode}
        </Button>
      </form>
    </section>
  );
}
