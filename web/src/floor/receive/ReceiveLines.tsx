import { qty, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Chip, EmptyState, Meter } from "../../ui/parts.tsx";
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
    <li class={`line-card ${line.now ? "now" : ""} ${line.done ? "done" : ""}`}>
      <div class="row apart">
        <div class="grow">
          <p class="name">{line.name}</p>
          <p class="code muted small">{line.sku}</p>
        </div>
        <p class="much">
          {line.done && <Icon name="check" />} {qty(line.part)}
          <span class="of">
            {line.whole === null ? ` ${line.unit}` : ` of ${qty(line.whole)} ${line.unit}`}
          </span>
        </p>
      </div>
      {line.whole !== null && !line.done && <Meter part={line.share} whole={1} />}
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
    </li>
  );
}
