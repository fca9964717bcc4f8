import type { Stop } from "../../api/types.ts";
import { isZero } from "../../decimal.ts";
import { qty } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";

type Props = { stops: Stop[]; now: Stop | null; onClose: () => void };

export function RouteSheet({ stops, now, onClose }: Props) {
  return (
    <Sheet title={t.pick.route} onClose={onClose}>
      <ol class="lines">
        {stops.map((stop) => {
          const done = isZero(stop.rest);
          return (
            <li
              key={stop.id}
              class={`line-card ${done ? "done" : ""} ${stop.id === now?.id ? "now" : ""}`}
              aria-current={stop.id === now?.id ? "step" : undefined}
            >
              <div class="row apart">
                <span class="code much">{stop.location.code}</span>
                <span class="much">
                  {done && <Icon name="check" />} {qty(stop.picked)}
                  <span class="of"> of {qty(stop.qty)}</span>
                </span>
              </div>
              <p>{stop.item.name}</p>
            </li>
          );
        })}
      </ol>
    </Sheet>
  );
}
