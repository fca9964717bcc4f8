/** Before QuickBooks says it: what it would refuse, by what it is about, with the way out. */
import { checkNow, type Finding, type Findings as Found, getFindings } from "../../api/findings.ts";
import { useLive } from "../../api/live.ts";
import type { OperationRow } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { findings as words } from "../../i18n/en-findings.ts";
import { age, sentence } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { EmptyState } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { FindingFix } from "./FindingFix.tsx";
import "./findings.css";

export function Findings() {
  const found = useLive("findings", getFindings, ["sync.settled", "sync.changed"]);
  const { busy, wrong, run } = useAction();
  const { data } = found;
  return (
    <>
      <div class="section-head wrap">
        <div class="stack tight grow">
          <h2>{words.title}</h2>
          <p class="muted">{words.what}</p>
        </div>
        {data && (
          <span class="muted">
            {data.audited_at ? words.checked(age(data.audited_at)) : words.never}
          </span>
        )}
        <Button
          icon="refresh"
          busy={busy}
          onClick={async () => {
            if (await run(checkNow)) await found.reload();
          }}
        >
          {words.check}
        </Button>
      </div>
      <Wrong words={wrong} />
      <Failed live={found} rows={5} />
      {data && <Everything data={data} reload={found.reload} />}
    </>
  );
}

function Everything({ data, reload }: { data: Found; reload: () => Promise<void> }) {
  if (data.findings.length === 0 && data.documents.length === 0) {
    return (
      <EmptyState icon="done" title={words.nothing}>
        <p>{words.nothingHow}</p>
      </EmptyState>
    );
  }
  const topics = Object.keys(words.topics) as Finding["topic"][];
  return (
    <>
      {data.documents.length > 0 && (
        <section class="stack">
          <h3 class="finding-topic">
            {words.documents} <span class="count">{data.documents_total}</span>
          </h3>
          <ul class="stack tight">
            {data.documents.map((row) => (
              <DocumentRow key={row.id} row={row} />
            ))}
          </ul>
          {data.documents_total > data.documents.length && (
            <p class="muted">{words.documentsMore(data.documents_total - data.documents.length)}</p>
          )}
        </section>
      )}
      {topics.map((topic) => {
        const rows = data.findings.filter((one) => one.topic === topic);
        if (rows.length === 0) return null;
        return (
          <section key={topic} class="stack">
            <h3 class="finding-topic">
              {words.topics[topic]} <span class="count">{rows.length}</span>
            </h3>
            <ul class="grid-cards">
              {rows.map((one) => (
                <FindingCard key={one.id} finding={one} reload={reload} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function DocumentRow({ row }: { row: OperationRow }) {
  return (
    <li>
      <a class="card row finding-document" href={`/desk/quickbooks/documents/${row.id}`}>
        <span class="tone-warn row">
          <Icon name="warning" />
        </span>
        <span class="stack tight grow">
          <strong>
            {row.document_number} · {row.foreseen[0]?.title}
          </strong>
          <span class="muted">{sentence(row.foreseen[0]?.detail ?? "")}</span>
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}

function FindingCard({ finding, reload }: { finding: Finding; reload: () => Promise<void> }) {
  const { problem } = finding;
  return (
    <li class="card stack finding">
      <div class="stack tight grow">
        <h4>{sentence(problem.title)}</h4>
        <p class="muted">{sentence(problem.detail)}</p>
        <p>{sentence(problem.action)}</p>
      </div>
      <div class="row wrap">
        {(problem.fixes ?? []).map((fix, at) => (
          <FindingFix
            key={`${fix.kind} ${fix.label}`}
            id={finding.id}
            fix={fix}
            main={at === 0}
            onDone={reload}
          />
        ))}
      </div>
      <p class="muted small">{words.since(age(finding.found_at))}</p>
    </li>
  );
}
