import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { enterByHand, getOperation, type Operation, retryOperation } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { findings as words } from "../../i18n/en-findings.ts";
import { sentence } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { atLeast } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import { OpenThere } from "./OpenThere.tsx";
import { OperationChip } from "./OperationChip.tsx";
import { Timeline } from "./Timeline.tsx";

/** One document beside the list of `tab`, where closing leads back to. */
export function OperationPanel({ id, tab }: { id: string; tab: string }) {
  const operation = useLive(id, () => getOperation(id), ["sync.settled", "sync.changed"]);
  const { data } = operation;
  return (
    <Sheet
      side
      title={data?.document_number ?? d.quickbooks.title}
      onClose={() => go(`/desk/quickbooks/${tab}${location.search}`)}
    >
      <Failed live={operation} />
      {data && (
        <>
          <div class="row wrap">
            <OperationChip row={data} />
            <span class="muted">
              {d.quickbooks.kinds[data.document_type] ?? data.document_type}
            </span>
            {data.external_number && <span class="code strong">{data.external_number}</span>}
            {data.external_id && <OpenThere id={data.id} />}
          </div>
          <p>{data.summary}</p>
          {data.problem && (
            <Strip tone={data.state === "held" ? "bad" : "warn"} title={data.problem.title}>
              <p>{sentence(data.problem.detail)}</p>
              {data.problem.action && <p class="strong">{sentence(data.problem.action)}</p>}
              <details>
                <summary>{d.quickbooks.said}</summary>
                {typeof data.problem.params?.said === "string" && <p>{data.problem.params.said}</p>}
                <p class="muted small">
                  {d.quickbooks.code}:{" "}
                  <span class="code">
                    {data.problem.code} {String(data.problem.params?.quickbooks_code ?? "")}
                  </span>
                </p>
              </details>
            </Strip>
          )}
          {data.warnings.map((warning) => (
            <Strip key={warning.code} tone="warn" title={warning.title}>
              <p>{sentence(warning.detail)}</p>
              {warning.action && <p class="strong">{sentence(warning.action)}</p>}
            </Strip>
          ))}
          {!["held", "done"].includes(data.state) &&
            data.foreseen.map((one) => (
              <Strip key={one.code + one.cause} tone="warn" title={words.ahead(one.title)}>
                <p>{sentence(one.detail)}</p>
                {one.action && <p class="strong">{sentence(one.action)}</p>}
              </Strip>
            ))}
          {data.state !== "done" && data.ready && (
            <Fixes operation={data} onDone={operation.reload} />
          )}
          <h3>{d.quickbooks.story}</h3>
          <Timeline id={data.id} />
        </>
      )}
    </Sheet>
  );
}

/** What a person can do: send again, or say that it is in QuickBooks already. */
function Fixes({ operation, onDone }: { operation: Operation; onDone: () => Promise<void> }) {
  const [number, setNumber] = useState("");
  const { busy, wrong, run } = useAction();
  const act = async (work: () => Promise<unknown>) => {
    if (await run(work)) await onDone();
  };
  return (
    <div class="stack">
      <Wrong words={wrong} />
      <Button
        look="main"
        icon="refresh"
        busy={busy}
        onClick={() => void act(() => retryOperation(operation.id))}
      >
        {d.quickbooks.retry}
      </Button>
      {operation.state === "held" && atLeast("manager") && (
        <details>
          <summary>{d.quickbooks.byHand}</summary>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void act(() => enterByHand(operation.id, number.trim()));
            }}
          >
            <p class="muted">{d.quickbooks.byHandWhat}</p>
            <Field
              label={d.quickbooks.byHandNumber}
              code
              required
              maxLength={40}
              value={number}
              onInput={(event) => setNumber(event.currentTarget.value)}
            />
            <Button type="submit" busy={busy} disabled={!number.trim()}>
              {d.quickbooks.byHandGo}
            </Button>
          </form>
        </details>
      )}
    </div>
  );
}
