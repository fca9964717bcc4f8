import { listStock } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { day } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import { Failed } from "../Failed.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useTask } from "../task/useTask.ts";
import { lastFound } from "./found.ts";
import { StockList } from "./StockList.tsx";
import { type Found, foundIn, nextSteps } from "./state.ts";

/** What is this, and where is it? */
export function Lookup() {
  const run = useTask("lookup", null, (state) => {
    lastFound.value = foundIn(state.effect) ?? lastFound.value;
  });
  const found = lastFound.value;
  return (
    <ScanScreen
      run={run}
      title={t.lookup.title}
      backTo="/"
      say={found ? (t.lookup.kinds[found.kind] ?? "") : t.lookup.say}
      target={found ? headline(found) : undefined}
      targetIsCode={found !== null && found.item === null}
      note={found ? undefined : t.lookup.hint}
    >
      {found && <FoundCard found={found} />}
    </ScanScreen>
  );
}

function headline(found: Found): string {
  return found.item?.name ?? found.location?.code ?? found.document?.number ?? "";
}

function FoundCard({ found }: { found: Found }) {
  const key = found.item?.id ?? found.location?.id ?? null;
  const stock = useLive(
    key,
    () =>
      listStock(
        found.item ? { item_id: found.item.id } : { location_id: found.location?.id ?? "" },
      ),
    ["stock.changed"],
  );
  return (
    <div class="stack">
      <div class="row wrap">
        {found.item && (
          <Chip>
            <span class="code">{found.item.sku}</span>
          </Chip>
        )}
        {found.lot && <Chip>{t.scan.lot(found.lot)}</Chip>}
        {found.serial && <Chip>{`${t.scan.answerSerial} ${found.serial}`}</Chip>}
        {found.expiry && <Chip>{t.scan.expires(day(found.expiry))}</Chip>}
      </div>
      {nextSteps(found).map(({ label, to }) => (
        <Button key={label} look="main wide tall" onClick={() => go(to)}>
          {t.home[label]}
        </Button>
      ))}
      {key && <Failed live={stock} />}
      {stock.data && <StockList rows={stock.data.items} of={found.item ? "item" : "bin"} />}
    </div>
  );
}
