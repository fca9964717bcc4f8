import { useState } from "preact/hooks";
import { addItem, changeItem, getItem, type Item } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, Select } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import { Barcodes } from "./Barcodes.tsx";

type Props = { id: string | null; onClose: () => void; onAdded: (item: Item) => void };

export function ItemPanel({ id, onClose, onAdded }: Props) {
  const item = useLive(id, () => getItem(id ?? ""), ["catalog.changed"]);
  return (
    <Sheet side title={item.data?.name ?? d.items.add} onClose={onClose}>
      {id && <Failed live={item} />}
      {id === null && <ItemForm onSaved={onAdded} />}
      {item.data && (
        <>
          <Barcodes item={item.data} onChange={() => void item.reload()} />
          <ItemForm key={item.data.id} item={item.data} onSaved={() => void item.reload()} />
        </>
      )}
    </Sheet>
  );
}

type FormProps = { item?: Item; onSaved: (item: Item) => void };

function ItemForm({ item, onSaved }: FormProps) {
  const [sku, setSku] = useState(item?.sku ?? "");
  const [name, setName] = useState(item?.name ?? "");
  const [tracking, setTracking] = useState(item?.tracking ?? "none");
  const [expiry, setExpiry] = useState(item?.has_expiry ?? false);
  const [removal, setRemoval] = useState(item?.removal ?? "fefo");
  const [unit, setUnit] = useState(item?.base_unit ?? "each");
  const [saved, setSaved] = useState(false);
  const { busy, wrong, run } = useAction();

  const save = () =>
    run(async () => {
      const fields = { sku, name, tracking, has_expiry: expiry, removal, base_unit: unit };
      onSaved(
        item ? await changeItem(item.id, fields) : await addItem({ ...fields, description: "" }),
      );
      setSaved(true);
    });

  return (
    <form
      class="stack"
      onInput={() => setSaved(false)}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Wrong words={wrong} />
      <Field
        label={d.items.sku}
        code
        required
        maxLength={100}
        value={sku}
        onInput={(event) => setSku(event.currentTarget.value)}
      />
      <Field
        label={d.items.name}
        required
        maxLength={200}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={d.items.tracking}
        value={tracking}
        onChange={(event) => setTracking(event.currentTarget.value as Item["tracking"])}
      >
        {(["none", "lot", "serial"] as const).map((one) => (
          <option key={one} value={one}>
            {d.items.trackings[one]}
          </option>
        ))}
      </Select>
      <label class="check">
        <input
          type="checkbox"
          checked={expiry}
          onChange={(event) => setExpiry(event.currentTarget.checked)}
        />
        {d.items.expiry}
      </label>
      <Select
        label={d.items.removal}
        value={removal}
        onChange={(event) => setRemoval(event.currentTarget.value as Item["removal"])}
      >
        {(["fefo", "fifo"] as const).map((one) => (
          <option key={one} value={one}>
            {d.items.removals[one]}
          </option>
        ))}
      </Select>
      <Field
        label={d.items.unit}
        required
        maxLength={31}
        value={unit}
        onInput={(event) => setUnit(event.currentTarget.value)}
      />
      {saved && <Strip tone="ok" title={d.items.saved} />}
      <Button type="submit" look="main" busy={busy}>
        {item ? d.items.edit : d.items.add}
      </Button>
    </form>
  );
}
