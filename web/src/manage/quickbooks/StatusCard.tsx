/** The state of the connection in one sentence, the numbers behind it, and each kind by itself. */
import { useEffect, useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { getCalls, type ReadKind, readNow, type SyncStatus, syncNow } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { activity } from "../../i18n/en-activity.ts";
import { age, ago, sentence, until } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Dot } from "../../ui/parts.tsx";
import { lightTones, useSyncStatus } from "../SyncLight.tsx";
import { d } from "../words.ts";
import type { Running } from "./useSyncRun.ts";

const counted = ["held", "in_doubt", "sending", "queued", "waiting", "done_today"] as const;
type Counted = Record<(typeof counted)[number], number>;

export function StatusCard({ running }: { running: Running }) {
  const status = useSyncStatus();
  const { data } = status;
  if (!data) return <Failed live={status} rows={1} />;
  return (
    <section class={`status-line ${lightTones[data.light]}`} aria-live="polite">
      <div class="grow stack tight">
        <p class="sentence">{sentence(data.sentence)}</p>
        <Facts status={data} />
        {data.problem && <p class={actionTone(data)}>{sentence(data.problem.action)}</p>}
        <Reads status={data} />
      </div>
      <ul class="row wrap">
        {shown(data.counts).map((name) => (
          <li key={name} class="pill">
            <Dot tone={name === "held" ? "bad" : name === "done_today" ? "ok" : "info"} />
            {figure(data.counts, name)}
          </li>
        ))}
      </ul>
      {data.connection && <Kinds status={data} running={running} />}
    </section>
  );
}

/** Red where a person is needed; a computer that is off while nothing waits is only said. */
function actionTone({ light }: SyncStatus): string {
  if (light === "green") return "muted";
  return light === "amber" ? "tone-warn strong" : "tone-bad strong";
}

function shown(counts: Counted) {
  return counted.filter((name) => counts[name] > 0 || name === "done_today");
}

function Facts({ status }: { status: SyncStatus }) {
  const calls = useLive("calls", getCalls, ["sync.settled"]).data;
  useTick(status.tries_again_at !== null || status.oldest_unsent_at !== null);
  const wait = status.tries_again_at && until(status.tries_again_at);
  return (
    <p class="muted facts-line">
      <span>
        {status.problem?.code === "disconnected"
          ? status.connection?.company
          : status.connection
            ? d.quickbooks.connectedTo(status.connection.company)
            : d.quickbooks.notConnected}
      </span>
      {status.tries_again_at && (
        <span class="tone-info strong">
          {wait ? d.quickbooks.again(wait) : d.quickbooks.againNow}
        </span>
      )}
      {status.oldest_unsent_at && <span>{d.quickbooks.oldest(age(status.oldest_unsent_at))}</span>}
      {status.called_at && !status.problem && (
        <span>{d.quickbooks.called(ago(status.called_at))}</span>
      )}
      {status.last_contact_at && <span>{d.quickbooks.contact(age(status.last_contact_at))}</span>}
      {calls?.metered && (
        <span class={calls.level === "ok" ? undefined : "tone-warn strong"} title={calls.sentence}>
          {d.quickbooks.calls(
            calls.reads.toLocaleString("en-US"),
            calls.budget.toLocaleString("en-US"),
          )}
        </span>
      )}
    </p>
  );
}

function Reads({ status }: { status: SyncStatus }) {
  const oldest = status.reads.map((one) => one.at).sort()[0];
  if (!oldest || !status.reads_behind) return null;
  return <p class="tone-warn strong">{d.quickbooks.readsBehind(age(oldest))}</p>;
}

/** Each kind of document with what is left of it, each list with when it was read. */
function Kinds({ status, running }: { status: SyncStatus; running: Running }) {
  return (
    <details class="kinds">
      <summary>{d.quickbooks.byKind}</summary>
      <div class="two-columns">
        <section>
          <h3>{d.quickbooks.toQuickBooks}</h3>
          <ul class="list">
            {status.kinds.map((kind) => (
              <li key={kind.kind} class="row apart">
                <span>
                  <strong>{activity.kinds[kind.kind] ?? kind.kind}</strong>
                  <span class="muted"> · {figures(kind)}</span>
                </span>
                <Button
                  disabled={running.busy}
                  onClick={() => void running.start(() => syncNow({ kind: kind.kind }))}
                >
                  {d.quickbooks.sendKind}
                </Button>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3>{d.quickbooks.fromQuickBooks}</h3>
          <ul class="list">
            {status.reads.map((read) => (
              <li key={read.kind} class="row apart">
                <span>
                  <strong>{activity.reads[read.kind] ?? read.kind}</strong>
                  <span class="muted"> · {d.quickbooks.lastRead(age(read.at))}</span>
                </span>
                <Button
                  disabled={running.busy}
                  onClick={() => void running.start(() => readNow(read.kind as ReadKind))}
                >
                  {d.quickbooks.pull}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </details>
  );
}

function figure(counts: Counted, name: keyof Counted): string {
  const one = name === "held" && counts.held === 1;
  return `${counts[name]} ${one ? d.quickbooks.oneHeld : d.quickbooks.counts[name]}`;
}

function figures(counts: Counted): string {
  const words = counted.filter((name) => counts[name] > 0).map((name) => figure(counts, name));
  return words.join(", ") || d.quickbooks.allSent;
}

/** Draws anew every second while a wait is counted down. */
function useTick(on: boolean): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [on]);
}
