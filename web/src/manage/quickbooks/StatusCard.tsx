import { Failed } from "../../floor/Failed.tsx";
import { age, sentence } from "../../i18n/format.ts";
import { Dot } from "../../ui/parts.tsx";
import { lightTones, useSyncStatus } from "../SyncLight.tsx";
import { d } from "../words.ts";

const counted = ["held", "in_doubt", "sending", "queued", "waiting", "done_today"] as const;

/** The state of the connection in one sentence, and the numbers behind it. */
export function StatusCard() {
  const status = useSyncStatus();
  const { data } = status;
  if (!data) return <Failed live={status} rows={1} />;
  return (
    <section class={`status-line ${lightTones[data.light]}`} aria-live="polite">
      <div class="grow stack tight">
        <p class="sentence">{sentence(data.sentence)}</p>
        <p class="muted">
          {data.connection
            ? d.quickbooks.connectedTo(data.connection.company)
            : d.quickbooks.notConnected}
          {data.last_contact_at && ` · ${d.quickbooks.contact(age(data.last_contact_at))}`}
          {data.oldest_unsent_at && ` · ${d.quickbooks.oldest(age(data.oldest_unsent_at))}`}
        </p>
        {data.problem && <p class="tone-bad strong">{sentence(data.problem.action)}</p>}
      </div>
      <ul class="row wrap">
        {counted
          .filter((name) => data.counts[name] > 0 || name === "done_today")
          .map((name) => (
            <li key={name} class="pill">
              <Dot tone={name === "held" ? "bad" : name === "done_today" ? "ok" : "info"} />
              {data.counts[name]} {d.quickbooks.counts[name]}
            </li>
          ))}
      </ul>
    </section>
  );
}
