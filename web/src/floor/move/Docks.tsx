import { listStock } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { listDocks, type Warehouse } from "../../api/moving.ts";
import { moving } from "../../i18n/en-moving.ts";
import { Button } from "../../ui/Button.tsx";

const w = moving.move;

/** What stands at a dock waits to be put away: one tap takes from there. */
export function Docks({ onChoose }: { onChoose: (barcode: string) => void }) {
  const docks = useLive("docks", listDocks, ["catalog.changed"]);
  return (
    <>
      {docks.data?.items.map((dock) => (
        <Dock key={dock.id} dock={dock} onChoose={onChoose} />
      ))}
    </>
  );
}

type Props = { dock: Warehouse; onChoose: (barcode: string) => void };

function Dock({ dock, onChoose }: Props) {
  const stock = useLive(dock.id, () => listStock({ location_id: dock.id }), ["stock.changed"]);
  const waiting = stock.data?.items.length ?? 0;
  if (waiting === 0) return null;
  return (
    <Button look="main wide tall" icon="receive" onClick={() => onChoose(dock.barcode)}>
      <span class="stack tight">
        <span>{w.putAway(dock.code)}</span>
        <span class="small">{w.waiting(waiting)}</span>
      </span>
    </Button>
  );
}
