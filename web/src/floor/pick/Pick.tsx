import { useEffect, useState } from "preact/hooks";
import { getPickTask } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import type { PickTask } from "../../api/types.ts";
import { amount, qty } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Ending } from "../Ending.tsx";
import { Failed } from "../Failed.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useTask } from "../task/useTask.ts";
import { ChooseTask } from "./ChooseTask.tsx";
import { RouteSheet } from "./RouteSheet.tsx";
import { ShortSheet } from "./ShortSheet.tsx";
import { StopCard } from "./StopCard.tsx";
import { describe } from "./state.ts";

/** Fetch what was ordered: bin, item, quantity, next bin. */
export function Pick({ id }: { id?: string }) {
  const run = useTask("pick", id ?? null, () => void task.reload());
  const state = run.state.value;
  const documentId = state.documentId;
  const task = useLive(documentId, () => getPickTask(documentId ?? ""), [
    "document.changed",
    "stock.changed",
  ]);
  const [sheet, setSheet] = useState<"route" | "short" | null>(null);
  const view = describe(task.data, state);
  const { stop } = view;

  useEffect(() => {
    if (documentId && documentId !== id) go(`/pick/${documentId}`, { replace: true });
  }, [documentId, id]);

  if (view.phase === "choose") {
    return (
      <ScanScreen run={run} title={t.pick.title} backTo="/" say={t.pick.say} note={t.pick.sayOr}>
        <ChooseTask />
      </ScanScreen>
    );
  }
  if (view.phase === "ended" && task.data) return <PickDone task={task.data} />;

  const taking = view.phase === "take";
  return (
    <>
      <ScanScreen
        run={run}
        title={task.data ? t.pick.open(task.data.order.number) : t.pick.title}
        backTo="/pick"
        say={stop ? (taking ? t.pick.take : t.pick.goTo) : t.app.loading}
        target={
          stop ? (taking ? amount(stop.rest, stop.item.unit) : stop.location.code) : undefined
        }
        targetIsCode={!taking}
        note={stop ? (taking ? t.pick.thenScan : t.pick.scanBin) : undefined}
        quantity={stop && taking ? { unit: stop.item.unit, rest: stop.rest } : undefined}
        actions={[
          ...(stop
            ? [
                {
                  icon: "warning" as const,
                  label: t.pick.short,
                  detail: t.pick.shortWhat,
                  run: () => setSheet("short"),
                },
              ]
            : []),
          { icon: "pick", label: t.pick.route, run: () => setSheet("route") },
          {
            icon: "flag",
            label: t.pick.finishEarly,
            run: () => void run.submit({ step: "finish" }),
          },
        ]}
      >
        <Failed live={task} rows={1} />
        {stop && task.data && (
          <StopCard
            stop={stop}
            taking={taking}
            progress={task.data.progress}
            later={view.later}
            onRoute={() => setSheet("route")}
          />
        )}
      </ScanScreen>
      {sheet === "route" && task.data && (
        <RouteSheet stops={task.data.stops} now={stop} onClose={() => setSheet(null)} />
      )}
      {sheet === "short" && stop && (
        <ShortSheet
          stop={stop}
          onClose={() => setSheet(null)}
          onShort={(missing) => {
            setSheet(null);
            void run.submit({ step: "short", qty: missing, context: { line_id: stop.id } });
          }}
        />
      )}
    </>
  );
}

function PickDone({ task }: { task: PickTask }) {
  const { picked, short } = task.progress;
  return (
    <Ending
      title={t.pick.doneTitle}
      name={task.order.number}
      lines={[t.pick.doneWhat(qty(picked), qty(short)), t.pick.doneNext]}
    >
      <Button look="main wide tall" icon="ship" onClick={() => go(`/pack/${task.order.id}`)}>
        {t.pick.toPacking}
      </Button>
      <Button look="wide" onClick={() => go("/pick", { replace: true })}>
        {t.pick.another}
      </Button>
    </Ending>
  );
}
