import { Fragment } from "preact";
import { useLive } from "../../api/live.ts";
import { getOperation, type Operation, retryOperation } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { findings } from "../../i18n/en-findings.ts";
import { fixes as words } from "../../i18n/en-fixes.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import { ProblemNote } from "./fixes/ProblemNote.tsx";
import { WaysOut } from "./fixes/WaysOut.tsx";
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
          {data.waits_for && <WaitsFor first={data.waits_for} tab={tab} />}
          {data.problem && (
            <ProblemNote problem={data.problem} tone={data.state === "held" ? "bad" : "warn"} />
          )}
          {data.state === "held" && (
            <WaysOut
              id={id}
              fixes={data.problem?.fixes ?? []}
              also={data.also_held ?? 0}
              onDone={operation.reload}
            />
          )}
          {data.warnings.map((warning) => (
            <Fragment key={warning.code + (warning.cause ?? "")}>
              <ProblemNote problem={warning} tone="warn" />
              <WaysOut id={id} fixes={warning.fixes ?? []} also={0} onDone={operation.reload} />
            </Fragment>
          ))}
          {!["held", "done"].includes(data.state) &&
            data.foreseen.map((one) => (
              <ProblemNote
                key={one.code + one.cause}
                problem={{ ...one, title: findings.ahead(one.title) }}
                tone="warn"
              />
            ))}
          {data.ready && data.state !== "done" && data.state !== "held" && (
            <SendNow id={id} onDone={operation.reload} />
          )}
          <h3>{d.quickbooks.story}</h3>
          <Timeline id={data.id} />
        </>
      )}
    </Sheet>
  );
}

function SendNow({ id, onDone }: { id: string; onDone: () => Promise<void> }) {
  const { busy, wrong, run } = useAction();
  const act = async () => {
    if (await run(() => retryOperation(id))) await onDone();
  };
  return (
    <>
      <Wrong words={wrong} />
      <Button icon="refresh" busy={busy} onClick={() => void act()}>
        {d.quickbooks.retry}
      </Button>
    </>
  );
}

type WaitsForProps = { first: NonNullable<Operation["waits_for"]>; tab: string };

/** What has to be in QuickBooks before this document can be. */
function WaitsFor({ first, tab }: WaitsForProps) {
  return (
    <a class="row" href={`/desk/quickbooks/${tab}/${first.id}${location.search}`}>
      <span class="grow">{words.waitsFor(first.summary)}</span>
      <Icon name="next" />
    </a>
  );
}
