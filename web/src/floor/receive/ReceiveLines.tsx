import { qty, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { LineCard } from "../LineCard.tsx";
import type { ReceiveLine, ReceiveView } from "./state.ts";

type Props = { view: ReceiveView; blind: boolean; onFinish: () => void };

export function ReceiveLines({ view, blind, onFinish }: Props) {
  if (blind && view.lines.length === 0) {
    return <EmptyState icon="receive" title={t.receive.blindEmpty} />;
  }
  return (
    <div class="stack">
      <ul class="lines">
        {view.lines.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </ul>
      {view.anything && (
        <Button look={view.open === 0 ? "main wide tall" : "wide"} icon="flag" onClick={onFinish}>
          {t.receive.finish}
        </Button>
      )}
    </div>
  );
}

function Line({ line }: { line: ReceiveLine }) {
  return (
    <li>
      <LineCard {...line}>
        {line.details.length > 0 && (
          <div class="row wrap">
            {line.details.slice(0, 6).map((one) => (
              <Chip key={`${one.lot}${one.serial}`}>
                <span class="code">{one.serial ?? one.lot}</span>
                {one.expires && ` · ${t.scan.expires(shortDay(one.expires))}`}
                {!one.serial && ` · ${qty(one.qty)}`}
              </Chip>
            ))}
          </div>
        )}
      </LineCard>
    </li>
  );
}
