import { useState } from "preact/hooks";
import { holdLot, listMoves, type MoveRow, releaseLot } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import type { StockRow } from "../../api/types.ts";
import { Failed } from "../../floor/Failed.tsx";
import { amount, day, moment, qty } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

/** One lot in one bin: its figures, hold and release, and its history. */
export function StockPanel({ row, onClose }: { row: StockRow; onClose: () => void }) {
  const { item, lot, location } = row;
  const moves = useLive(
    `${item.id}|${lot?.id}|${location.id}`,
    () =>
      listMoves({
        item_id: item.id,
        ...(lot ? { lot_id: lot.id } : {}),
        location_id: location.id,
        limit: 50,
      }),
    ["stock.changed"],
  );
  return (
    <Sheet side title={item.name} onClose={onClose}>
      <dl class="facts">
        <dt>{d.items.sku}</dt>
        <dd class="code">{item.sku}</dd>
        {lot && <dt>{d.stock.lot}</dt>}
        {lot && <dd class="code">{lot.number}</dd>}
        {lot?.expires_on && <dt>{d.stock.expires}</dt>}
        {lot?.expires_on && <dd>{day(lot.expires_on)}</dd>}
        <dt>{d.stock.bin}</dt>
        <dd class="code">{location.code}</dd>
        <dt>{d.stock.onHand}</dt>
        <dd class="strong">{amount(row.on_hand, item.base_unit)}</dd>
        <dt>{d.stock.reserved}</dt>
        <dd>{qty(row.reserved)}</dd>
        <dt>{d.stock.available}</dt>
        <dd>{qty(row.available)}</dd>
      </dl>
      {lot && <Hold row={row} lotId={lot.id} />}
      <h3>{d.stock.moves}</h3>
      <Failed live={moves} />
      {moves.data?.items.length === 0 && <p class="muted">{d.stock.noMoves}</p>}
      <ol class="timeline">
        {moves.data?.items.map((move) => (
          <Move key={move.id} move={move} />
        ))}
      </ol>
    </Sheet>
  );
}

function Move({ move }: { move: MoveRow }) {
  return (
    <li>
      <span class="strong">{d.stock.reasons[move.reason] ?? move.reason}</span>
      <span>{d.stock.move(qty(move.qty), move.from_label, move.to_label)}</span>
      <span class="muted small">
        {moment(move.occurred_at)}
        {move.person && ` · ${d.stock.by(move.person)}`}
        {move.serial_number && <span class="code"> · {move.serial_number}</span>}
      </span>
    </li>
  );
}

function Hold({ row, lotId }: { row: StockRow; lotId: string }) {
  const [reason, setReason] = useState("");
  const { busy, wrong, run } = useAction();
  if (row.lot?.status === "held") {
    return (
      <>
        <Strip tone="bad" title={d.stock.heldFor(row.lot.hold_reason)} />
        <Wrong words={wrong} />
        <Button busy={busy} onClick={() => void run(() => releaseLot(lotId))}>
          {d.stock.release}
        </Button>
      </>
    );
  }
  return (
    <details>
      <summary>{d.stock.hold}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => holdLot(lotId, reason.trim()));
        }}
      >
        <p class="muted">{d.stock.holdWhat}</p>
        <Wrong words={wrong} />
        <Field
          label={d.stock.holdReason}
          required
          maxLength={200}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" busy={busy} disabled={!reason.trim()}>
          {d.stock.hold}
        </Button>
      </form>
    </details>
  );
}
