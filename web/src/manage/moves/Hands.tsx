import { useLive } from "../../api/live.ts";
import { listCarried, releaseCarried } from "../../api/moving.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { ago, amount } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/parts.tsx";
import { Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

const w = moving.desk;

/** What people hold right now; what somebody forgot can be put back from here. */
export function Hands() {
  const carried = useLive("carried", listCarried, ["document.changed"]);
  const { busy, wrong, run } = useAction();
  const rows = carried.data?.lines ?? [];
  return (
    <>
      <Failed live={carried} rows={4} />
      <Wrong words={wrong} />
      {carried.data && rows.length === 0 && (
        <EmptyState icon="move" title={w.noHands}>
          <p>{w.noHandsHow}</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <p class="muted">{w.releaseWhat}</p>
          <Table
            label={w.kinds.hands}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              {
                title: w.item,
                cell: (row) => (
                  <span class="stack tight">
                    <span>{row.item.name}</span>
                    <span class="muted small code">
                      {[row.item.sku, row.lot_number, row.serial_number]
                        .filter(Boolean)
                        .join(" · ")}
                    </span>
                  </span>
                ),
              },
              {
                title: w.qty,
                number: true,
                cell: (row) => amount(row.qty, row.item.base_unit),
              },
              { title: w.from, cell: (row) => <span class="code">{row.origin.code}</span> },
              { title: w.by, cell: (row) => row.person },
              { title: w.when, cell: (row) => ago(row.created_at) },
              {
                title: w.release,
                cell: (row) => (
                  <Button
                    busy={busy}
                    onClick={() =>
                      void run(() => releaseCarried(row.id)).then(() => carried.reload())
                    }
                  >
                    {w.release}
                  </Button>
                ),
              },
            ]}
          />
        </>
      )}
    </>
  );
}
