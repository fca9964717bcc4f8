/** The one screen of the floor: where I am, what to scan now, what happened last, and the thumb zone. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/index.ts";
import { back } from "../../router.ts";
import { lazy } from "../../ui/lazy.tsx";
import { FloorHeader } from "../FloorHeader.tsx";
import { cameraOpen } from "./cameraOpen.ts";
import { HistorySheet } from "./HistorySheet.tsx";
import { LastStrip } from "./LastStrip.tsx";
import { type Action, MoreSheet } from "./MoreSheet.tsx";
import { QtySheet } from "./QtySheet.tsx";
import { QuestionPanel } from "./Question.tsx";
import type { TaskRun } from "./run.ts";
import { ThumbBar } from "./ThumbBar.tsx";
import { TypeSheet } from "./TypeSheet.tsx";
import "./scan.css";

const Camera = lazy(() => import("../../scan/Camera.tsx").then((module) => module.Camera));

type Props = {
  run: TaskRun;
  title: string;
  backTo?: string;
  /** Stands in for the usual header. */
  header?: ComponentChildren;
  /** The one sentence: what to scan now. */
  say: string;
  /** Its target, readable at arm's length. */
  target?: string | undefined;
  /** Bins and lots are set in the code face. */
  targetIsCode?: boolean;
  note?: string | undefined;
  actions?: Action[];
  /** Offers to set how many the next scan counts. */
  quantity?: { unit: string; rest?: string } | undefined;
  children?: ComponentChildren;
};

type Sheet = "type" | "more" | "history" | "qty" | null;

export function ScanScreen(props: Props) {
  const {
    run,
    title,
    backTo = "/",
    say,
    target,
    targetIsCode,
    note,
    actions = [],
    quantity,
  } = props;
  const [sheet, setSheet] = useState<Sheet>(null);
  const state = run.state.value;
  const closed = () => setSheet(null);

  return (
    <div class="scan-screen">
      {props.header ?? <FloorHeader title={title} onBack={() => back(backTo)} />}
      <main id="content" class="scan-main">
        <div class="say" aria-live="polite">
          <p class="say-words">{say}</p>
          {target && <p class={targetIsCode ? "target code" : "target"}>{fitted(target)}</p>}
          {note && <p class="say-note">{note}</p>}
        </div>
        {props.children}
      </main>
      {state.question ? (
        <QuestionPanel key={state.question.scan.id} run={run} question={state.question} />
      ) : (
        <LastStrip state={state} onOpen={() => setSheet("history")} />
      )}
      {cameraOpen.value ? (
        <Camera
          onRead={(read) => void run.read(read)}
          onClose={() => {
            cameraOpen.value = false;
          }}
        />
      ) : (
        !state.question && (
          <ThumbBar
            onType={() => setSheet("type")}
            onMore={actions.length > 0 ? () => setSheet("more") : undefined}
            onQty={quantity ? () => setSheet("qty") : undefined}
            qty={state.qty}
          />
        )
      )}
      {sheet === "type" && <TypeSheet run={run} onClose={closed} />}
      {sheet === "more" && <MoreSheet actions={actions} onClose={closed} />}
      {sheet === "history" && (
        <HistorySheet title={t.scan.history} entries={state.entries} onClose={closed} />
      )}
      {sheet === "qty" && quantity && <QtySheet run={run} {...quantity} onClose={closed} />}
    </div>
  );
}

/** A long target is shown smaller instead of being cut. */
function fitted(target: string) {
  const size = target.length > 22 ? "small" : target.length > 11 ? "middle" : "large";
  return <span class={`fit-${size}`}>{target}</span>;
}
