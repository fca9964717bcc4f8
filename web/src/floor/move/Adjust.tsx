import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { type AdjustmentView, getAdjustment, type Reason } from "../../api/moving.ts";
import { moving } from "../../i18n/en-moving.ts";
import { qty, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { Ending } from "../Ending.tsx";
import { Failed } from "../Failed.tsx";
import { LineCard } from "../LineCard.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useTask } from "../task/useTask.ts";
import { ChooseReason, NoteSheet } from "./ChooseReason.tsx";
import "./move.css";

const w = moving.adjust;

/** Stock that is gone, broken or turned up: choose why, then scan. */
export function Adjust({ id }: { id?: string }) {
  const run = useTask("adjust", id ?? null, () => void adjustment.reload());
  const state = run.state.value;
  const adjustment = useLive(id ?? null, () => getAdjustment(id ?? ""), ["document.changed"]);
  const [noting, setNoting] = useState<Reason>();
  const { data } = adjustment;

  if (!id) {
    return (
      <>
        <ScanScreen run={run} title={w.title} backTo="/" say={w.say}>
          <ChooseReason onNote={setNoting} />
        </ScanScreen>
        {noting && <NoteSheet reason={noting} onClose={() => setNoting(undefined)} />}
      </>
    );
  }
  if (data && (state.ending || data.state !== "open")) return <Ended adjustment={data} />;
  const place = state.place?.code;
  const first = data?.direction === "in" ? w.scanIn : w.scanOut;
  const undo = () => void run.submit({ step: "undo" });
  const finish = () => void run.submit({ step: "finish" });
  return (
    <ScanScreen
      run={run}
      title={data?.reason_name ?? w.title}
      backTo="/adjust"
      say={place ? w.scanItem : first}
      target={place}
      targetIsCode
      note={data?.note || (data && !data.told && data.direction === "out" ? w.aside : w.limit)}
      quantity={{ unit: "" }}
      actions={[
        { icon: "back", label: w.undo, run: undo },
        { icon: "flag", label: w.finish, run: finish },
      ]}
    >
      <Failed live={adjustment} />
      <div class="stack">
        {data && <Lines adjustment={data} />}
        {data && data.line_count > 0 && (
          <Button look="wide tall" icon="flag" onClick={finish}>
            {w.finish}
          </Button>
        )}
      </div>
    </ScanScreen>
  );
}

function Lines({ adjustment }: { adjustment: AdjustmentView }) {
  if (adjustment.lines.length === 0) return <EmptyState icon="adjust" title={w.empty} />;
  return (
    <ul class="lines">
      {adjustment.lines.map((line) => (
        <li key={line.id}>
          <LineCard
            name={line.item.name}
            sku={line.item.sku}
            unit={line.item.base_unit}
            part={line.qty}
            whole={null}
            share={0}
            done={line.undone}
          >
            <div class="row wrap">
              <Chip>
                <span class="code">{line.location.code}</span>
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
              {line.undone && <Chip tone="warn">{w.undone}</Chip>}
            </div>
          </LineCard>
        </li>
      ))}
    </ul>
  );
}

function Ended({ adjustment }: { adjustment: AdjustmentView }) {
  const gone = adjustment.state === "cancelled";
  return (
    <Ending
      title={gone ? w.cancelled : w.doneTitle}
      name={adjustment.number}
      documentId={adjustment.told ? adjustment.id : undefined}
      lines={[
        adjustment.reason_name,
        ...(gone ? [] : [`${w.doneWhat(adjustment.line_count)}: ${qty(adjustment.qty)}`]),
      ]}
    >
      <Button look="main wide tall" onClick={() => go("/adjust", { replace: true })}>
        {w.another}
      </Button>
    </Ending>
  );
}
