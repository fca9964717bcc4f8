import type { CountTally } from "../../api/counts.ts";
import { countWords as w } from "../../i18n/en-count.ts";
import { amount } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";

type Props = { tally: CountTally; onRemove: () => void; onClose: () => void };

/** Takes back what was counted of one lot in the open bin. */
export function RemoveSheet({ tally, onRemove, onClose }: Props) {
  return (
    <Sheet title={w.removeTitle(tally.item.name)} onClose={onClose}>
      <p>{w.removeWhat(amount(tally.qty, tally.item.unit))}</p>
      <Button look="danger wide tall" icon="erase" onClick={onRemove}>
        {w.removeGo}
      </Button>
    </Sheet>
  );
}
