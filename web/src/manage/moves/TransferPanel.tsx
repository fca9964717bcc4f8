import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import {
  getTransfer,
  listReasons,
  settleTransfer,
  type TransferView,
  takeTransferBack,
} from "../../api/moving.ts";
import { isZero } from "../../decimal.ts";
import { Failed } from "../../floor/Failed.tsx";
import { InQuickBooks } from "../../floor/InQuickBooks.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { moment, qty } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Field.tsx";
import { Chip } from "../../ui/parts.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { transferTones } from "./Transfers.tsx";

const w = moving.desk;
type Item = TransferView["items"][number];

export function TransferPanel({ id }: { id: string }) {
  const transfer = useLive(id, () => getTransfer(id), ["document.changed"]);
  const { busy, wrong, run } = useAction();
  const { data } = transfer;
  const settled = data?.parts.some((part) => part.leg === "lost" || part.leg === "back");
  const told = data && !isZero(data.arrived_qty) && data.state !== "shipped";
  return (
    <Sheet side title={data?.number ?? w.kinds.transfers} onClose={() => go("/desk/moves")}>
      <Failed live={transfer} />
      {data && (
        <>
          <dl class="facts">
            <dt>{w.from}</dt>
            <dd class="code">{data.origin.code}</dd>
            <dt>{w.to}</dt>
            <dd class="code">{data.target.code}</dd>
            <dt>{w.state}</dt>
            <dd>
              <Chip tone={transferTones[data.state]}>{w.states[data.state]}</Chip>
            </dd>
            <dt>{w.by}</dt>
            <dd>
              {data.opened_by}, {moment(data.created_at)}
            </dd>
            {data.note && <dt>{w.note}</dt>}
            {data.note && <dd>{data.note}</dd>}
          </dl>
          {told && <InQuickBooks documentId={id} />}
          <Table<Item>
            label={w.item}
            rows={data.items}
            rowKey={(row) => row.item.id}
            columns={[
              {
                title: w.item,
                cell: (row) => (
                  <span class="stack tight">
                    <span>{row.item.name}</span>
                    <span class="muted small code">{row.item.sku}</span>
                  </span>
                ),
              },
              {
                title: w.planned,
                number: true,
                cell: (row) => row.planned_qty !== null && qty(row.planned_qty),
              },
              { title: w.loaded, number: true, cell: (row) => qty(row.shipped_qty) },
              { title: w.arrived, number: true, cell: (row) => qty(row.arrived_qty) },
              {
                title: w.missing,
                number: true,
                cell: (row) => data.state !== "open" && qty(row.missing_qty),
              },
            ]}
          />
          {data.state === "short" && <Settle id={id} onDone={() => void transfer.reload()} />}
          <Scans transfer={data} />
          {data.state !== "cancelled" && !settled && (
            <details>
              <summary>{w.takeBack}</summary>
              <div class="stack">
                <p class="muted">{w.takeBackTransfer}</p>
                <Wrong words={wrong} />
                <Button
                  look="danger"
                  busy={busy}
                  onClick={() => void run(() => takeTransferBack(id)).then(() => transfer.reload())}
                >
                  {w.takeBack}
                </Button>
              </div>
            </details>
          )}
        </>
      )}
    </Sheet>
  );
}

function Settle({ id, onDone }: { id: string; onDone: () => void }) {
  const [fate, setFate] = useState<"lost" | "back">("back");
  const [reason, setReason] = useState("lost");
  const reasons = useLive("reasons", () => listReasons(), ["catalog.changed"]);
  const { busy, wrong, run } = useAction();
  const fitting = reasons.data?.filter(
    (one) => one.direction !== "in" && one.destination === "written_off",
  );
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => settleTransfer(id, { fate, reason })).then((done) => done && onDone());
      }}
    >
      <Segments
        label={w.settleTitle}
        value={fate}
        options={[
          ["back", w.back],
          ["lost", w.lost],
        ]}
        onChange={(value) => setFate(value === "lost" ? "lost" : "back")}
      />
      <p class="muted">{fate === "lost" ? w.lostWhat : w.backWhat}</p>
      {fate === "lost" && (
        <Select
          label={w.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        >
          {fitting?.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
      <Wrong words={wrong} />
      <Button type="submit" look="main" busy={busy}>
        {w.settle}
      </Button>
    </form>
  );
}

function Scans({ transfer }: { transfer: TransferView }) {
  if (transfer.parts.length === 0) return null;
  return (
    <>
      <h3>{w.scans}</h3>
      <ol class="timeline">
        {transfer.parts.map((part) => (
          <li key={part.id}>
            <span class="strong">{w.legs[part.leg]}</span>
            <span>
              {qty(part.qty)} × {part.item.sku}{" "}
              <span class="code">
                {[part.lot_number, part.serial_number, part.location.code]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            <span class="muted small">
              {moment(part.created_at)} · {part.person}
              {part.approved_by && ` · ${part.approved_by}`}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
