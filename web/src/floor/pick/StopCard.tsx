import type { Progress, Stop } from "../../api/types.ts";
import { share } from "../../decimal.ts";
import { shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Chip } from "../../ui/parts.tsx";
import { LineCard } from "../LineCard.tsx";

type Props = {
  stop: Stop;
  taking: boolean;
  progress: Progress;
  later: number;
  onRoute: () => void;
};

/** What to take, how much, from which lot; and how far the walk is. */
export function StopCard({ stop, taking, progress, later, onRoute }: Props) {
  return (
    <div class="stack">
      <LineCard
        name={stop.item.name}
        sku={stop.item.sku}
        unit={stop.item.unit}
        part={stop.picked}
        whole={stop.qty}
        share={share(stop.picked, stop.qty)}
        now={taking}
      >
        {stop.lot && (
          <div class="row wrap">
            {stop.lot.number && (
              <Chip>
                <span class="code">{t.scan.lot(stop.lot.number)}</span>
              </Chip>
            )}
            {stop.lot.use_by && <Chip>{t.scan.expires(shortDay(stop.lot.use_by))}</Chip>}
            <Chip tone="info">{t.scan.oldestFirst}</Chip>
          </div>
        )}
        {taking && (
          <p class="muted row">
            <Icon name="bin" />
            <span class="code">{stop.location.code}</span>
          </p>
        )}
      </LineCard>
      <button type="button" class="list-row walk" onClick={onRoute}>
        <span class="grow">{t.pick.stops(progress.stops_done, progress.stops)}</span>
        <span class="muted">{later > 0 ? t.pick.stopsLeft(later) : ""}</span>
        <Icon name="next" />
      </button>
    </div>
  );
}
