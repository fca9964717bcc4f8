import type { TransferView } from "../../api/moving.ts";
import { atLeastQty, isZero, share } from "../../decimal.ts";
import { moving } from "../../i18n/en-moving.ts";
import { qty } from "../../i18n/format.ts";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { LineCard } from "../LineCard.tsx";

const w = moving.transfer;

/** Each item: how much of what was planned is loaded, or of what left has arrived. */
export function TransferLines({ transfer }: { transfer: TransferView }) {
  const loading = transfer.state === "open";
  if (transfer.items.length === 0) return <EmptyState icon="truck" title={w.empty} />;
  return (
    <ul class="lines">
      {transfer.items.map((one) => {
        const part = loading ? one.shipped_qty : one.arrived_qty;
        const whole = loading ? (one.planned_qty ?? null) : one.shipped_qty;
        const lots = transfer.parts.filter((part) => part.item.id === one.item.id);
        const names = new Set(lots.map((part) => part.serial_number ?? part.lot_number ?? ""));
        return (
          <li key={one.item.id}>
            <LineCard
              name={one.item.name}
              sku={one.item.sku}
              unit={one.item.base_unit}
              part={part}
              whole={whole}
              share={whole === null ? 0 : share(part, whole)}
              done={whole !== null && atLeastQty(part, whole)}
            >
              <div class="row wrap">
                {[...names].filter(Boolean).map((name) => (
                  <Chip key={name}>
                    <span class="code">{name}</span>
                  </Chip>
                ))}
                {transfer.state === "short" && !isZero(one.missing_qty) && (
                  <Chip tone="warn">{w.missing(qty(one.missing_qty))}</Chip>
                )}
              </div>
            </LineCard>
          </li>
        );
      })}
    </ul>
  );
}
