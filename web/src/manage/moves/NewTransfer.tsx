import { useState } from "preact/hooks";
import { type Item, listItems } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { listWarehouses, openTransfer } from "../../api/moving.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, Select } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { isQty } from "../../ui/QtyPad.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

const w = moving.desk;
const f = moving.transfer;
type Line = { item: Item; qty: string };

/** Two warehouses and, if wanted, a list of what is to be sent. */
export function NewTransfer({ onClose }: { onClose: () => void }) {
  const warehouses = useLive("warehouses", listWarehouses);
  const all = warehouses.data?.items ?? [];
  const [ends, setEnds] = useState({ from: "", to: "" });
  const [note, setNote] = useState("");
  const [lines, setLines] = useState<Line[]>([]);
  const { busy, wrong, run } = useAction();
  const from_id = ends.from || all[0]?.id || "";
  const others = all.filter((one) => one.id !== from_id);
  const to_id = others.some((one) => one.id === ends.to) ? ends.to : (others[0]?.id ?? "");
  const right = to_id !== "" && lines.every((line) => isQty(line.qty));

  const create = () =>
    run(async () => {
      const wanted = lines.map((line) => ({ item_id: line.item.id, qty: line.qty }));
      const made = await openTransfer({ from_id, to_id, note: note.trim(), lines: wanted });
      onClose();
      go(`/desk/moves/${made.id}`);
    });

  return (
    <Sheet side title={w.newTransfer} onClose={onClose}>
      <Failed live={warehouses} />
      {warehouses.data && others.length === 0 && (
        <Strip tone="info" title={f.oneWarehouse}>
          <p>{f.oneWarehouseHow}</p>
        </Strip>
      )}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        {(["from", "to"] as const).map((end) => (
          <Select
            key={end}
            label={f[end]}
            value={end === "from" ? from_id : to_id}
            onChange={(event) => setEnds({ ...ends, [end]: event.currentTarget.value })}
          >
            {(end === "from" ? all : others).map((one) => (
              <option key={one.id} value={one.id}>
                {one.name || one.code}
              </option>
            ))}
          </Select>
        ))}
        {lines.map((line, at) => (
          <div key={line.item.id} class="row">
            <div class="grow">
              <Field
                label={`${line.item.sku} ${line.item.name}`}
                inputMode="decimal"
                required
                value={line.qty}
                onInput={(event) => {
                  const qty = event.currentTarget.value;
                  setLines(lines.map((one, n) => (n === at ? { ...one, qty } : one)));
                }}
              />
            </div>
            <Button
              look="plain square"
              icon="cross"
              label={w.remove(line.item.sku)}
              onClick={() => setLines(lines.filter((_, n) => n !== at))}
            />
          </div>
        ))}
        <FindItem
          without={lines.map((line) => line.item.id)}
          onFound={(item) => setLines([...lines, { item, qty: "" }])}
        />
        {lines.length === 0 && <p class="muted">{w.anything}</p>}
        <Field
          label={w.note}
          maxLength={200}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <Wrong words={wrong} />
        <Button type="submit" look="main" busy={busy} disabled={!right}>
          {w.create}
        </Button>
      </form>
    </Sheet>
  );
}

type FindProps = { without: string[]; onFound: (item: Item) => void };

function FindItem({ without, onFound }: FindProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim();
  const found = useLive(wanted || null, () => listItems({ search: wanted, limit: 8 }));
  const items = wanted ? (found.data?.items.filter((one) => !without.includes(one.id)) ?? []) : [];
  return (
    <div class="stack">
      <Field
        label={w.addItem}
        type="search"
        placeholder={w.findItem}
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      {items.length > 0 && (
        <ul class="list card flush">
          {items.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                class="list-row"
                onClick={() => {
                  setSearch("");
                  onFound(item);
                }}
              >
                <span class="grow">{item.name}</span>
                <span class="code muted">{item.sku}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
