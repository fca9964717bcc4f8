import type { Attempt, Operation } from "../../api/sync.ts";
import { sentence, time } from "../../i18n/format.ts";
import { d } from "../words.ts";
import { type Step, story, took } from "./state.ts";

/** The way of one document: each step with its second, the exact messages one click deeper. */
export function Story({ operation }: { operation: Operation }) {
  return (
    <ol class="timeline">
      {story(operation).map((step) => (
        <li key={step.key} class={step.tone}>
          <span>
            <time class="muted small">{time(step.at)}</time> · {title(step, operation)}
          </span>
          {step.attempt && <Details attempt={step.attempt} />}
        </li>
      ))}
    </ol>
  );
}

function title(step: Step, operation: Operation): string {
  const { attempt } = step;
  if (step.what === "scanned") return d.quickbooks.firstScan;
  if (step.what === "done" || attempt?.outcome === "done") {
    return d.quickbooks.there(operation.external_number ?? operation.entered_by_hand);
  }
  if (!attempt) return "";
  const purpose = d.quickbooks.purposes[attempt.purpose] ?? attempt.purpose;
  const outcome = attempt.outcome
    ? (d.quickbooks.outcomes[attempt.outcome] ?? attempt.outcome)
    : d.quickbooks.underWay;
  return `${purpose}: ${outcome}`;
}

function Details({ attempt }: { attempt: Attempt }) {
  const ms = took(attempt);
  return (
    <>
      {attempt.problem && <p class="muted">{sentence(attempt.problem.detail)}</p>}
      <details>
        <summary>
          {d.quickbooks.exchange}
          {ms !== null && <span class="muted small"> · {d.quickbooks.took(ms)}</span>}
        </summary>
        <p class="muted small">{d.quickbooks.request}</p>
        <pre class="raw">{`${attempt.method} ${attempt.target}\n\n${pretty(attempt.body)}`}</pre>
        <p class="muted small">
          {d.quickbooks.answer}
          {attempt.status && ` (${attempt.status})`}
        </p>
        <pre class="raw">{pretty(attempt.answer ?? d.quickbooks.underWay)}</pre>
      </details>
    </>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
