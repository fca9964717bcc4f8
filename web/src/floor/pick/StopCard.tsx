import type { Progress, Stop } from "../../api/types.ts";
import { share } from "../../decimal.ts";
import { qty, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Chip, Meter } from "../../ui/parts.tsx";

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
      <div class={`line-card ${taking ? "now" : ""}`}>
        <div class="row apart">
          <div class="grow">
            <p class="name">{stop.item.name}</p>
            <p class="code muted small">{stop.item.sku}</p>
          </div>
          <p class="much">
            {qty(stop.picked)}
            <span class="of">
              {" "}
              of {qty(stop.qty)} {stop.item.unit}
            </span>
          </p>
        </div>
        <Meter part={share(stop.picked, stop.qty)} whole={1} />
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
      </div>
      <button type="button" class="list-row walk" onClick={onRoute}>
        <span class="grow">{t.pick.stops(progress.stops_done, progress.stops)}</span>
        <span class="muted">{later > 0 ? t.pick.stopsLeft(later) : ""}</span>
        <Icon name="next" />
      </button>
    </div>
  );
}
