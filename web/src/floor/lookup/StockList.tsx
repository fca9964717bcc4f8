import type { StockRow } from "../../api/types.ts";
import { isZero } from "../../decimal.ts";
import { amount, qty, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Chip, EmptyState } from "../../ui/parts.tsx";

/** Where an item lies, or what a bin holds. */
export function StockList({ rows, of }: { rows: StockRow[]; of: "item" | "bin" }) {
  if (rows.length === 0) {
    return <EmptyState icon="bin" title={of === "item" ? t.lookup.nowhere : t.lookup.emptyBin} />;
  }
  return (
    <section>
      <h2 class="section-title">{of === "item" ? t.lookup.where : t.lookup.inBin}</h2>
      <ul class="lines">
        {rows.map((row) => (
          <li key={`${row.item.id}${row.lot?.id}${row.location.id}`} class="line-card">
            <div class="row apart">
              <div class="grow">
                {of === "item" ? (
                  <p class="code much">{row.location.code}</p>
                ) : (
                  <p class="name">{row.item.name}</p>
                )}
              </div>
              <p class="much">{amount(row.on_hand, row.item.base_unit)}</p>
            </div>
            <div class="row wrap">
              {row.lot && (
                <Chip>
                  <span class="code">{t.scan.lot(row.lot.number)}</span>
                </Chip>
              )}
              {row.lot?.expires_on && <Chip>{t.scan.expires(shortDay(row.lot.expires_on))}</Chip>}
              {!isZero(row.reserved) && (
                <Chip tone="info">{t.lookup.reserved(qty(row.reserved))}</Chip>
              )}
              {row.lot?.status === "held" && <Chip tone="bad">{t.lookup.held}</Chip>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
