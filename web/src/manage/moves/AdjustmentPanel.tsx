import { useLive } from "../../api/live.ts";
import { type AdjustmentView, getAdjustment, takeAdjustmentBack } from "../../api/moving.ts";
import { Failed } from "../../floor/Failed.tsx";
import { InQuickBooks } from "../../floor/InQuickBooks.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { moment, qty } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { AdjustmentState, worth } from "./Adjustments.tsx";

const w = moving.desk;
type Line = AdjustmentView["lines"][number];
const address = (id: string) => `/desk/moves/${id}?kind=adjustments`;

export function AdjustmentPanel({ id }: { id: string }) {
  const adjustment = useLive(id, () => getAdjustment(id), ["document.changed"]);
  const { busy, wrong, run } = useAction();
  const { data } = adjustment;
  const final = data?.state === "completed" && !data.reverses && !data.reversed_by;
  const takeBack = () =>
    run(async () => {
      const back = await takeAdjustmentBack(id);
      go(address(back.id));
    });
  return (
    <Sheet
      side
      title={data?.number ?? w.kinds.adjustments}
      onClose={() => go("/desk/moves?kind=adjustments")}
    >
      <Failed live={adjustment} />
      {data && (
        <>
          <dl class="facts">
            <dt>{w.reason}</dt>
            <dd class="strong">{data.reason_name}</dd>
            {data.note && <dt>{w.note}</dt>}
            {data.note && <dd>{data.note}</dd>}
            <dt>{w.state}</dt>
            <dd>
              <AdjustmentState row={data} />
            </dd>
            {data.told && <dt>{w.value}</dt>}
            {data.told && <dd class="strong">{worth(data.value)}</dd>}
            <dt>{w.by}</dt>
            <dd>
              {data.opened_by}, {moment(data.created_at)}
            </dd>
          </dl>
          {data.told ? <InQuickBooks documentId={id} /> : <p class="muted">{w.inside}</p>}
          {data.reverses && <a href={address(data.reverses)}>{w.opposite}</a>}
          {data.reversed_by && <a href={address(data.reversed_by)}>{w.takenBack}</a>}
          <Table<Line>
            label={w.scans}
            rows={data.lines}
            rowKey={(line) => line.id}
            columns={[
              { title: w.item, cell: (line) => <Goods line={line} /> },
              { title: w.bin, cell: (line) => <span class="code">{line.location.code}</span> },
              { title: w.qty, number: true, cell: (line) => qty(line.qty) },
              { title: w.value, number: true, cell: (line) => data.told && worth(line.value) },
            ]}
          />
          {final && (
            <details>
              <summary>{w.takeBack}</summary>
              <div class="stack">
                <p class="muted">{w.takeBackAdjustment}</p>
                <Wrong words={wrong} />
                <Button look="danger" busy={busy} onClick={() => void takeBack()}>
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

function Goods({ line }: { line: Line }) {
  return (
    <span class="stack tight">
      <span>{line.item.name}</span>
      <span class="muted small code">
        {[line.item.sku, line.lot_number, line.serial_number].filter(Boolean).join(" · ")}
      </span>
      {line.undone && (
        <span>
          <Chip tone="warn">{w.adjustmentStates.cancelled}</Chip>
        </span>
      )}
      {line.approved_by && <span class="muted small">{line.approved_by}</span>}
    </span>
  );
}
