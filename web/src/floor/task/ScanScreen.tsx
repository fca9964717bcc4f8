/** The one screen of the floor: where I am, what to scan now, what happened last, and the thumb zone. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/index.ts";
import { back } from "../../router.ts";
import type { Read } from "../../scan/read.ts";
import { lazy } from "../../ui/lazy.tsx";
import { FloorHeader } from "../FloorHeader.tsx";
import { cameraOpen } from "./cameraOpen.ts";
import { HistorySheet } from "./HistorySheet.tsx";
import { LastStrip } from "./LastStrip.tsx";
import { type Action, MoreSheet } from "./MoreSheet.tsx";
import { QtySheet } from "./QtySheet.tsx";
import { QuestionPanel } from "./Question.tsx";
import type { TaskRun } from "./run.ts";
import type { TaskState } from "./state.ts";
import { ThumbBar } from "./ThumbBar.tsx";
import { TypeSheet } from "./TypeSheet.tsx";
import "./scan.css";

const Camera = lazy(() => import("../../scan/Camera.tsx").then((module) => module.Camera));

type Props = {
  run: TaskRun;
  /** Gets the scans of camera and typing, if not simply `run`. */
  onRead?: (read: Read) => void;
  /** Another task of this screen: its questions and newest answers show here as well. */
  beside?: TaskRun;
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
  const read = props.onRead ?? ((one: Read) => void run.read(one));
  const state = run.state.value;
  const other = props.beside?.state.value;
  const asking = props.beside && other?.question ? props.beside : run;
  const question = asking.state.value.question;
  const told = other && newest(other) > newest(state) ? other : state;
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
      {question ? (
        <QuestionPanel key={question.scan.id} run={asking} question={question} />
      ) : (
        <LastStrip state={told} onOpen={() => setSheet("history")} />
      )}
      {cameraOpen.value ? (
        <Camera
          onRead={read}
          onClose={() => {
            cameraOpen.value = false;
          }}
        />
      ) : (
        !question && (
          <ThumbBar
            onType={() => setSheet("type")}
            onMore={actions.length > 0 ? () => setSheet("more") : undefined}
            onQty={quantity ? () => setSheet("qty") : undefined}
            qty={state.qty}
          />
        )
      )}
      {sheet === "type" && <TypeSheet onRead={read} onClose={closed} />}
      {sheet === "more" && <MoreSheet actions={actions} onClose={closed} />}
      {sheet === "history" && (
        <HistorySheet title={t.scan.history} entries={told.entries} onClose={closed} />
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

function newest(state: TaskState): number {
  return state.waiting.length > 0 ? Number.POSITIVE_INFINITY : (state.entries[0]?.at ?? 0);
}
