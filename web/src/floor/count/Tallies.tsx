import type { CountTally, CountTask } from "../../api/counts.ts";
import { countWords as w } from "../../i18n/en-count.ts";
import { shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import { LineCard } from "../LineCard.tsx";

type Props = {
  tallies: CountTally[];
  item: CountTask["item"];
  onRemove: (tally: CountTally) => void;
  onDone: () => void;
  onEmpty: () => void;
};

const SERIALS_SHOWN = 12;

/** What was counted in the open bin, the last first, and the way to say that this is all. */
export function Tallies({ tallies, item, onRemove, onDone, onEmpty }: Props) {
  if (tallies.length === 0) {
    return (
      <div class="stack">
        <p class="muted">{w.nothingYet}</p>
        <Button look="wide tall" icon="bin" onClick={onEmpty}>
          {item ? w.notHere : w.empty}
        </Button>
      </div>
    );
  }
  return (
    <div class="stack">
      <Button look="main wide tall" icon="flag" onClick={onDone}>
        {w.done}
      </Button>
      <ul class="lines">
        {tallies.map((tally, at) => (
          <li key={tally.lot_id}>
            <LineCard
              name={tally.item.name}
              sku={tally.item.sku}
              unit={tally.item.unit}
              part={tally.qty}
              whole={null}
              share={1}
              now={at === 0}
            >
              <div class="row apart wrap">
                <span class="row wrap">
                  {tally.lot_number && (
                    <Chip>
                      <span class="code">{t.scan.lot(tally.lot_number)}</span>
                    </Chip>
                  )}
                  {tally.expires_on && <Chip>{t.scan.expires(shortDay(tally.expires_on))}</Chip>}
                  {tally.serials.slice(0, SERIALS_SHOWN).map((serial) => (
                    <Chip key={serial}>
                      <span class="code">{serial}</span>
                    </Chip>
                  ))}
                </span>
                <Button look="plain" icon="erase" onClick={() => onRemove(tally)}>
                  {w.remove}
                </Button>
              </div>
            </LineCard>
          </li>
        ))}
      </ul>
    </div>
  );
}
