import type { Packing } from "../../api/types.ts";
import { sum } from "../../decimal.ts";
import { qty } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import { LineCard } from "../LineCard.tsx";
import type { PackView } from "./state.ts";

type Props = { packing: Packing; view: PackView; onShip: () => void };

export function PackLines({ packing, view, onShip }: Props) {
  const cartons = packing.open_cartons;
  return (
    <div class="stack">
      {view.phase === "ready" && (
        <Button look="main wide tall" icon="ship" onClick={onShip}>
          {t.pack.shipAll(packing.order.number)}
        </Button>
      )}
      <ul class="lines">
        {view.lines.map((line) => (
          <li key={line.key}>
            <LineCard
              name={line.item.name}
              sku={line.item.sku}
              unit={line.item.unit}
              part={line.packed}
              whole={line.here}
              share={line.share}
              done={line.done}
              now={line.now}
            />
          </li>
        ))}
      </ul>
      {cartons.length > 0 && (
        <section>
          <h2 class="section-title">{t.pack.open_cartons}</h2>
          <div class="row wrap">
            {cartons.map((carton) => (
              <Chip key={carton.id} tone={carton.id === view.carton?.id ? "info" : ""}>
                <span class="code">{carton.number}</span>
                {` · ${t.pack.units(qty(sum(carton.lines.map((line) => line.qty))))}`}
              </Chip>
            ))}
          </div>
        </section>
      )}
    </div>
  );
}
