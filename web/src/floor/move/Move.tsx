import { useEffect, useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { getInHand } from "../../api/moving.ts";
import { moving } from "../../i18n/en-moving.ts";
import { go, query, setQuery } from "../../router.ts";
import type { Read } from "../../scan/read.ts";
import { Button } from "../../ui/Button.tsx";
import { Failed } from "../Failed.tsx";
import type { Action } from "../task/MoreSheet.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useReads, useTaskRun } from "../task/useTask.ts";
import { Docks } from "./Docks.tsx";
import { InHand } from "./InHand.tsx";
import { describe, drafted } from "./state.ts";
import "./move.css";

const w = moving.move;

/** From bin to bin: take, carry, put down. */
export function Move() {
  const [tote, setTote] = useState(false);
  const [chosenId, setChosen] = useState<string | null>(null);
  const [lastMove, setLastMove] = useState<string | null>(null);
  const inHand = useLive("in-hand", getInHand, ["document.changed", "stock.changed"]);
  const run = useTaskRun("move", null, ({ effect }) => {
    if (effect?.type === "chosen") setChosen(String(effect.line));
    if (effect?.type === "moved" || effect?.type === "put_back") setChosen(null);
    if (effect?.type === "moved") setLastMove(String(effect.move));
    if (effect?.type === "undone") setLastMove(null);
    void inHand.reload();
  });
  const state = run.state.value;
  const lines = inHand.data?.lines ?? [];
  const view = describe(lines, state, { tote, chosenId });

  const read = (one: Read) => {
    const { question } = state;
    const asksForBin = question?.need.field === "location";
    if (question && !asksForBin) return void run.read(one);
    void run.submit({ read: one, ...drafted(view, asksForBin) });
  };
  useReads(read);
  useEffect(() => {
    // Look-up found out what this is and sent us here with it.
    const raw = query.value.get("scan");
    if (!raw) return;
    setQuery("scan", null);
    void run.submit({ read: { raw, source: "typed" } });
  }, [run]);

  const putDown = () => {
    setTote(false);
    run.dispatch({ type: "left_place" });
  };
  const whole = () => void run.submit({ step: "whole" });
  const actions: Action[] = [];
  if (state.place) {
    const label = w.wholeBin(state.place.code);
    actions.push({ icon: "bin", label, detail: w.wholeBinWhat, run: whole });
  }
  actions.push(
    tote
      ? { icon: "down", label: w.putDown, run: putDown }
      : { icon: "plus", label: w.collect, detail: w.collectWhat, run: () => setTote(true) },
  );
  if (lines.length > 0) {
    const run_ = () => void run.submit({ step: "put_back" });
    actions.push({ icon: "back", label: w.putBackAll, detail: w.putBackWhat, run: run_ });
  }
  if (lastMove) {
    const undo = () => void run.submit({ step: "undo", documentId: lastMove });
    actions.push({ icon: "refresh", label: w.undo, detail: w.undoWhat, run: undo });
  }
  actions.push({ icon: "truck", label: moving.transfer.title, run: () => go("/transfer") });

  return (
    <ScanScreen
      run={run}
      onRead={read}
      title={w.title}
      backTo="/"
      say={view.say}
      target={view.target}
      targetIsCode
      note={view.note}
      quantity={{ unit: "", ...(view.chosen ? { rest: view.chosen.qty } : {}) }}
      actions={actions}
    >
      <Failed live={inHand} rows={1} />
      <div class="stack">
        {view.phase === "take" && state.place && (
          <Button look="wide tall" icon="bin" onClick={whole}>
            {w.wholeBin(state.place.code)}
          </Button>
        )}
        {view.phase === "from" && (
          <Docks onChoose={(barcode) => read({ raw: barcode, source: "typed" })} />
        )}
        {view.phase === "from" && (
          <Button look="wide tall" icon="truck" onClick={() => go("/transfer")}>
            {moving.transfer.title}
          </Button>
        )}
        {tote && lines.length > 0 && (
          <Button look="main wide tall" icon="down" onClick={putDown}>
            {w.putDown}
          </Button>
        )}
        <InHand
          lines={lines}
          chosen={view.chosen}
          onChoose={(line) => setChosen(line.id === chosenId ? null : line.id)}
          onPutBack={(line) => void run.submit({ step: "put_back", context: { line_id: line.id } })}
        />
      </div>
    </ScanScreen>
  );
}
