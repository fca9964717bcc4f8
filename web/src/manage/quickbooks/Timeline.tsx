/** The way of one document: who scanned what, what was foreseen, sent, answered, decided, changed. */
import { useState } from "preact/hooks";
import { getActivity, getTimeline, type TimelineStep } from "../../api/activity.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { timeline as words } from "../../i18n/en-activity.ts";
import { moment, sentence, time } from "../../i18n/format.ts";
import { ActivityMessages } from "./ActivityPanel.tsx";
import { type Folded, folded, title, tone } from "./story.ts";

export function Timeline({ id }: { id: string }) {
  const live = useLive(`timeline:${id}`, () => getTimeline(id), [
    "sync.settled",
    "sync.changed",
    "document.changed",
  ]);
  return (
    <>
      <Failed live={live} rows={3} />
      <ol class="timeline">
        {folded(live.data?.steps ?? []).map((step) => (
          <li key={step.key} class={tone(step.first)}>
            {step.more.length > 0 ? <Scans step={step} /> : <Line step={step.first} />}
            <Beneath step={step.first} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Line({ step }: { step: TimelineStep }) {
  return (
    <span>
      <time class="muted small" dateTime={step.at} title={moment(step.at)}>
        {time(step.at)}
      </time>{" "}
      · {title(step)}
      {step.person && <span class="muted"> {words.by(step.person)}</span>}
    </span>
  );
}

/** Many scans of one person in a row: their number first, each of them one click deeper. */
function Scans({ step }: { step: Folded }) {
  const all = [step.first, ...step.more];
  return (
    <>
      <span>
        <time class="muted small" dateTime={step.first.at} title={moment(step.first.at)}>
          {time(step.first.at)}
        </time>{" "}
        · {words.scans(all.length)}
        {step.first.person && <span class="muted"> {words.by(step.first.person)}</span>}
      </span>
      <details>
        <summary>{all.at(-1)?.words}</summary>
        <ul class="stack tight small">
          {all.map((one, at) => (
            <li key={at}>
              <span class="muted">{time(one.at)}</span> · {one.words}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** What belongs to a step: why, and the exact messages. */
function Beneath({ step }: { step: TimelineStep }) {
  const problem = step.problem ?? step.attempt?.problem;
  const { attempt } = step;
  return (
    <>
      {problem && <p class="muted">{sentence(problem.detail)}</p>}
      {attempt && attempt.purpose !== "check" && <Exchange id={attempt.id} />}
    </>
  );
}

/** Request and answer, fetched when somebody wants to see them. */
function Exchange({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.exchange}</summary>
      {open && <Messages id={id} />}
    </details>
  );
}

function Messages({ id }: { id: string }) {
  const live = useLive(`exchange:${id}`, () => getActivity(id));
  return live.data ? <ActivityMessages row={live.data} /> : <Failed live={live} rows={2} />;
}
