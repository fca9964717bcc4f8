import type { InHandLine } from "../../api/moving.ts";
import { isZero } from "../../decimal.ts";
import { moving } from "../../i18n/en-moving.ts";
import { qty, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import { LineCard } from "../LineCard.tsx";

const w = moving.move;

type Props = {
  lines: InHandLine[];
  chosen: InHandLine | null;
  onChoose: (line: InHandLine) => void;
  onPutBack: (line: InHandLine) => void;
};

/** What the person holds: where it came from, where it could go. */
export function InHand({ lines, chosen, onChoose, onPutBack }: Props) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2 class="section-title">{w.inHand}</h2>
      <ul class="lines">
        {lines.map((line) => (
          <li key={line.id}>
            <LineCard
              name={line.item.name}
              sku={line.item.sku}
              unit={line.item.base_unit}
              part={line.qty}
              whole={null}
              share={0}
              now={line.id === chosen?.id}
            >
              <Chips line={line} />
              <div class="row in-hand-actions">
                {lines.length > 1 && (
                  <Button onClick={() => onChoose(line)} aria-pressed={line.id === chosen?.id}>
                    {line.id === chosen?.id ? w.chosen : w.choose}
                  </Button>
                )}
                <Button look="plain" onClick={() => onPutBack(line)}>
                  {w.putBack}
                </Button>
              </div>
            </LineCard>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Chips({ line }: { line: InHandLine }) {
  return (
    <div class="row wrap">
      <Chip>
        <span class="code">{w.from(line.origin.code)}</span>
      </Chip>
      {line.lot_number && (
        <Chip>
          <span class="code">{t.scan.lot(line.lot_number)}</span>
        </Chip>
      )}
      {line.serial_number && (
        <Chip>
          <span class="code">{line.serial_number}</span>
        </Chip>
      )}
      {line.expires_on && <Chip>{t.scan.expires(shortDay(line.expires_on))}</Chip>}
      {line.held && <Chip tone="bad">{w.held}</Chip>}
      {!isZero(line.promised_qty) && <Chip tone="info">{w.promised(qty(line.promised_qty))}</Chip>}
      {line.suggestions.length > 0 && (
        <p class="muted small in-hand-goes">
          {`${w.goes} `}
          <span class="code">{line.suggestions.map((one) => one.code).join(" · ")}</span>
        </p>
      )}
    </div>
  );
}
