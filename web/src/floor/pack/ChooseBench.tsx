import { listPacking } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { share, sum } from "../../decimal.ts";
import { day, qty } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { EmptyState, Meter } from "../../ui/parts.tsx";
import { Failed } from "../Failed.tsx";

export function ChooseBench() {
  const bench = useLive("packing", listPacking, ["document.changed", "order.changed"]);
  return (
    <div class="stack">
      <Failed live={bench} />
      {bench.data?.items.length === 0 && (
        <EmptyState icon="ship" title={t.pack.none}>
          <p>{t.pack.noneHow}</p>
        </EmptyState>
      )}
      {bench.data && bench.data.items.length > 0 && (
        <ul class="list card flush">
          {bench.data.items.map((one) => {
            const here = sum([one.packed, one.to_pack]);
            return (
              <li key={one.order.id}>
                <a class="list-row" href={`/pack/${one.order.id}`}>
                  <span class="grow stack tight">
                    <span class="row apart">
                      <span class="strong code">{one.order.number}</span>
                      <span class="muted">{t.pack.packed(qty(one.packed), qty(here))}</span>
                    </span>
                    <span class="row apart muted">
                      <span>{one.customer}</span>
                      {one.due_on && <span>{t.receive.due(day(one.due_on))}</span>}
                    </span>
                    <Meter part={share(one.packed, here)} whole={1} />
                  </span>
                  <Icon name="next" />
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
