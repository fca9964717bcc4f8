import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { listTransfers, listWarehouses, openTransfer, type TransferRow } from "../../api/moving.ts";
import { asProblem } from "../../api/problem.ts";
import { moving } from "../../i18n/en-moving.ts";
import { qty } from "../../i18n/format.ts";
import { problemWords } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { answer } from "../../scan/feedback.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, Select } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { EmptyState, Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Failed } from "../Failed.tsx";

const w = moving.transfer;
const groups = [
  ["shipped", w.toUnload],
  ["open", w.toLoad],
  ["short", w.short],
] as const;

/** Transfers to go on with, by what is to be done, and a new one. */
export function ChooseTransfer() {
  const live = useLive("transfers", () => listTransfers({ live: true }), ["document.changed"]);
  const [begin, setBegin] = useState(false);
  const rows = live.data?.items ?? [];
  return (
    <div class="stack loose">
      <Failed live={live} />
      {live.data && rows.length === 0 && (
        <EmptyState icon="truck" title={w.none}>
          <p>{w.noneHow}</p>
        </EmptyState>
      )}
      {groups.map(([state, title]) => {
        const mine = rows.filter((row) => row.state === state);
        if (mine.length === 0) return null;
        return (
          <section key={state}>
            <h2 class="section-title">{title}</h2>
            <ul class="list card flush">
              {mine.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
          </section>
        );
      })}
      <Button look="wide tall" icon="plus" onClick={() => setBegin(true)}>
        {w.begin}
      </Button>
      {begin && <BeginSheet onClose={() => setBegin(false)} />}
    </div>
  );
}

function Row({ row }: { row: TransferRow }) {
  const loaded = w.loaded(qty(row.shipped_qty));
  const arrived = w.arrived(qty(row.arrived_qty), qty(row.shipped_qty));
  return (
    <li>
      <a class="list-row" href={`/transfer/${row.id}`}>
        <span class="grow stack tight">
          <span class="strong code">{row.number}</span>
          <span class="muted">{w.way(row.origin.code, row.target.code)}</span>
          {row.note && <span class="muted small">{row.note}</span>}
        </span>
        <span class="muted">{row.state === "open" ? loaded : arrived}</span>
        <Icon name="next" />
      </a>
    </li>
  );
}

function BeginSheet({ onClose }: { onClose: () => void }) {
  const warehouses = useLive("warehouses", listWarehouses);
  const all = warehouses.data?.items ?? [];
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const from_id = from || all[0]?.id || "";
  const others = all.filter((one) => one.id !== from_id);
  const to_id = others.some((one) => one.id === to) ? to : (others[0]?.id ?? "");

  const begin = async () => {
    try {
      const { id } = await openTransfer({ from_id, to_id, lines: [], note: note.trim() });
      go(`/transfer/${id}`);
    } catch (error) {
      answer("bad", problemWords(asProblem(error)).title);
    }
  };

  return (
    <Sheet title={w.begin} onClose={onClose}>
      <Failed live={warehouses} />
      {warehouses.data && others.length === 0 && (
        <Strip tone="info" title={w.oneWarehouse}>
          <p>{w.oneWarehouseHow}</p>
        </Strip>
      )}
      {others.length > 0 && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void begin();
          }}
        >
          <Select
            label={w.from}
            value={from_id}
            onChange={(event) => setFrom(event.currentTarget.value)}
          >
            {all.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name || one.code}
              </option>
            ))}
          </Select>
          <Select label={w.to} value={to_id} onChange={(event) => setTo(event.currentTarget.value)}>
            {others.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name || one.code}
              </option>
            ))}
          </Select>
          <Field
            label={w.note}
            maxLength={200}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
          <Button type="submit" look="main wide tall" icon="truck">
            {w.beginGo}
          </Button>
        </form>
      )}
    </Sheet>
  );
}
