import { useState } from "preact/hooks";
import { type ActivityDetail, getActivity } from "../../api/activity.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { activity as words } from "../../i18n/en-activity.ts";
import { moment, sentence, time } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { d } from "../words.ts";
import { kindOf, outcomeOf } from "./log.ts";
import { tones } from "./tones.ts";

/** One exchange: what was said, what came back, and the id Intuit's support asks for. */
export function ActivityPanel({ id }: { id: string }) {
  const live = useLive(id, () => getActivity(id), ["sync.settled"]);
  const { data } = live;
  return (
    <Sheet
      side
      title={data ? data.number || kindOf(data) : d.quickbooks.tabs.activity}
      onClose={() => go(`/desk/quickbooks/activity${location.search}`)}
    >
      <Failed live={live} />
      {data && <Exchange row={data} />}
    </Sheet>
  );
}

function Exchange({ row }: { row: ActivityDetail }) {
  const took = row.finished_at && Date.parse(row.finished_at) - Date.parse(row.at);
  return (
    <>
      <div class="row wrap">
        <Chip tone={row.outcome ? tones[row.outcome] : "info"}>{outcomeOf(row)}</Chip>
        <span class="muted">{words.purposes[row.purpose] ?? row.purpose}</span>
      </div>
      {row.summary && <p>{row.summary}</p>}
      {row.problem && (
        <Strip tone={row.outcome === "rejected" ? "bad" : "warn"} title={row.problem.title}>
          <p>{sentence(row.problem.detail)}</p>
          {row.problem.action && <p class="strong">{sentence(row.problem.action)}</p>}
        </Strip>
      )}
      <dl class="facts">
        <dt>{words.when}</dt>
        <dd>
          {moment(row.at).slice(0, 10)}, {time(row.at)}
        </dd>
        {row.people.length > 0 && <Fact title={words.people} value={row.people.join(", ")} />}
        {row.external_number && (
          <Fact title={d.quickbooks.number} value={row.external_number} code />
        )}
        {row.records !== null && <Fact title={words.what} value={words.records(row.records)} />}
        {(row.quickbooks_code || row.code) && (
          <Fact title={words.codeColumn} value={`${row.code} ${row.quickbooks_code}`} code />
        )}
        {row.status !== null && <Fact title={words.status} value={String(row.status)} />}
        {typeof took === "number" && row.repeats === 1 && (
          <Fact title={words.took} value={d.quickbooks.took(Math.max(0, took))} />
        )}
        {row.trace_id && (
          <>
            <dt>{words.trace}</dt>
            <dd class="row wrap">
              <span class="code">{row.trace_id}</span>
              <Copy text={row.trace_id} />
            </dd>
          </>
        )}
      </dl>
      {row.operation_id && (
        <a class="button" href={`/desk/quickbooks/documents/${row.operation_id}`}>
          {words.openDocument}
        </a>
      )}
      {row.purpose !== "read" && <ActivityMessages row={row} />}
    </>
  );
}

function Fact({ title, value, code }: { title: string; value: string; code?: boolean }) {
  return (
    <>
      <dt>{title}</dt>
      <dd class={code ? "code" : undefined}>{value}</dd>
    </>
  );
}

/** Request and answer as they were, secrets hidden. */
export function ActivityMessages({ row }: { row: ActivityDetail }) {
  if (row.emptied) return <p class="muted">{words.emptied}</p>;
  if (row.purpose === "check") return <p class="muted">{words.neverSent}</p>;
  return (
    <div class="stack tight">
      <h3>{words.request}</h3>
      <pre class="raw">{`${row.method} ${row.target}\n\n${pretty(row.request)}`.trim()}</pre>
      <h3>{words.answer}</h3>
      <pre class="raw">{row.answer === null ? words.noAnswer : pretty(row.answer)}</pre>
    </div>
  );
}

/** Puts a text where it can be pasted from, and says so. */
function Copy({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      onClick={async () => {
        await navigator.clipboard?.writeText(text);
        setCopied(true);
      }}
    >
      <span aria-live="polite">{copied ? words.copied : words.copy}</span>
    </Button>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
