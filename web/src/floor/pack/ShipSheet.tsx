import type { Packing } from "../../api/types.ts";
import { isZero } from "../../decimal.ts";
import { amount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import type { PackView } from "./state.ts";

type Props = {
  packing: Packing;
  view: PackView;
  /** With the text of what is shipped: the order's number or a carton's. */
  onShip: (raw: string) => void;
  onClose: () => void;
};

/** What QuickBooks will be told, before it is told. */
export function ShipSheet({ packing, view, onShip, onClose }: Props) {
  const several = packing.open_cartons.length > 1;
  return (
    <Sheet title={t.pack.shipTitle} onClose={onClose}>
      <p>{t.pack.shipWhat}</p>
      <ul class="list card flush">
        {view.lines
          .filter((line) => !isZero(view.loose === 0 ? line.packed : line.here))
          .map((line) => (
            <li key={line.key}>
              <div class="list-row">
                <span class="grow">{line.item.name}</span>
                <span class="strong">{amount(line.packed, line.item.unit)}</span>
              </div>
            </li>
          ))}
      </ul>
      {view.loose > 0 && <p class="tone-warn strong">{t.pack.shipRest(view.loose)}</p>}
      <Button look="main wide tall" icon="ship" onClick={() => onShip(packing.order.number)}>
        {t.pack.shipAll(packing.order.number)}
      </Button>
      {several &&
        packing.open_cartons
          .filter((carton) => carton.lines.length > 0)
          .map((carton) => (
            <Button key={carton.id} look="wide" onClick={() => onShip(carton.number)}>
              {t.pack.shipCarton(carton.number)}
            </Button>
          ))}
    </Sheet>
  );
}
