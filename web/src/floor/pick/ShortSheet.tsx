import type { Stop } from "../../api/types.ts";
import { qty } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { QtyPad } from "../../ui/QtyPad.tsx";
import { Sheet } from "../../ui/Sheet.tsx";

type Props = { stop: Stop; onShort: (missing: string) => void; onClose: () => void };

/** How many are missing; the reason is the server's next question. */
export function ShortSheet({ stop, onShort, onClose }: Props) {
  return (
    <Sheet title={t.pick.shortTitle} onClose={onClose}>
      <p>
        <span class="code">{stop.location.code}</span> · {stop.item.name}
      </p>
      <QtyPad
        unit={stop.item.unit}
        quick={[{ qty: stop.rest, label: t.pick.shortAll(qty(stop.rest)) }]}
        submitLabel={t.pick.shortGo}
        onSubmit={onShort}
      />
    </Sheet>
  );
}
