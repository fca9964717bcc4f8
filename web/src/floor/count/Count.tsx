import { useEffect, useState } from "preact/hooks";
import { type CountTally, getCountTask } from "../../api/counts.ts";
import { useLive } from "../../api/live.ts";
import { countWords as w } from "../../i18n/en-count.ts";
import { Meter } from "../../ui/parts.tsx";
import { Failed } from "../Failed.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useTask } from "../task/useTask.ts";
import { BinsSheet } from "./BinsSheet.tsx";
import { ChooseCount } from "./ChooseCount.tsx";
import { CountDone } from "./CountDone.tsx";
import { RemoveSheet } from "./RemoveSheet.tsx";
import { describe, guessPlace, openBin } from "./state.ts";
import { Tallies } from "./Tallies.tsx";

/** Say what is really there: bin, its goods, next bin. Never what the books expect. */
export function Count({ id }: { id?: string }) {
  const run = useTask(
    "count",
    id ?? null,
    () => void task.reload(),
    (scan) => guessPlace(task.data, scan),
  );
  const state = run.state.value;
  const { documentId, place } = state;
  const task = useLive(documentId, () => getCountTask(documentId ?? ""), ["document.changed"]);
  const [removing, setRemoving] = useState<CountTally>();
  const [bins, setBins] = useState(false);
  const view = describe(task.data, state);
  const left = openBin(task.data);

  useEffect(() => {
    // Opened again after a crash or on another device: go on in the bin that was open.
    const { entries, waiting } = run.state.peek();
    if (left && entries.length === 0 && waiting.length === 0) {
      run.dispatch({ type: "at_place", place: left });
    }
  }, [run, left?.id]);

  if (view.phase === "choose") {
    return (
      <ScanScreen run={run} title={w.title} backTo="/" say={w.say} note={w.sayOr}>
        <ChooseCount />
      </ScanScreen>
    );
  }
  if (view.phase === "ended" && task.data) return <CountDone bins={task.data.bins.length} />;

  const counting = view.phase === "count";
  const item = task.data?.item;
  const tallies = task.data?.tallies ?? [];
  const going = view.next ? w.scanBin : w.othersLeftHow;
  const submit = (step: "finish" | "empty" | "clear", line_id?: string) =>
    void run.submit({ step, context: line_id ? { line_id } : {} });
  return (
    <>
      <ScanScreen
        run={run}
        title={task.data ? w.open(task.data.number) : w.title}
        backTo="/count"
        say={counting ? w.inBin : view.phase === "others" ? w.othersLeft : w.goTo}
        target={counting ? place?.code : view.next?.code}
        targetIsCode
        note={counting ? (item ? w.onlyThis(item.name) : w.thenScan) : going}
        quantity={counting ? { unit: item?.unit ?? "" } : undefined}
        actions={[
          ...(counting && tallies.length === 0 && !item
            ? [
                {
                  icon: "bin" as const,
                  label: w.empty,
                  detail: w.emptyWhat,
                  run: () => submit("empty"),
                },
              ]
            : []),
          { icon: "count", label: w.allBins, run: () => setBins(true) },
        ]}
      >
        <Failed live={task} rows={1} />
        {counting && task.data && (
          <Tallies
            tallies={tallies}
            item={item ?? null}
            onRemove={setRemoving}
            onDone={() => submit("finish")}
            onEmpty={() => submit(item ? "finish" : "empty")}
          />
        )}
        {!counting && task.data && task.data.bins.length > 1 && (
          <div class="stack tight">
            <p class="muted">{w.bins(view.done, task.data.bins.length)}</p>
            <Meter part={view.done} whole={task.data.bins.length} />
          </div>
        )}
      </ScanScreen>
      {removing && (
        <RemoveSheet
          tally={removing}
          onClose={() => setRemoving(undefined)}
          onRemove={() => {
            setRemoving(undefined);
            submit("clear", removing.lot_id);
          }}
        />
      )}
      {bins && task.data && (
        <BinsSheet bins={task.data.bins} now={place} onClose={() => setBins(false)} />
      )}
    </>
  );
}
