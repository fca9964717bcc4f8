import { useEffect, useState } from "preact/hooks";
import type { SyncStatus } from "../api/sync.ts";
import * as queue from "../db/queue.ts";
import type { StoredAnswer } from "../db/schema.ts";
import { moment } from "../i18n/format.ts";
import { problemWords, t } from "../i18n/index.ts";
import { flush, recount } from "../sync/flush.ts";
import { attention, sendProblem, waiting } from "../sync/status.ts";
import { Button } from "../ui/Button.tsx";
import { Strip } from "../ui/parts.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { verdictOf } from "./task/verdict.ts";

type Props = { kept: SyncStatus | undefined; onClose: () => void };

/** What waits on this device, what came back and needs somebody, and what QuickBooks keeps up. */
export function SyncSheet({ kept, onClose }: Props) {
  const [answers, setAnswers] = useState<StoredAnswer[]>([]);
  const open = attention.value;

  useEffect(() => {
    void queue.unseen().then(setAnswers);
  }, [open]);

  const seen = async (id: string) => {
    await queue.markSeen(id);
    await recount();
  };
  const problem = sendProblem.value;

  return (
    <Sheet title={t.pill.sheet} onClose={onClose}>
      {waiting.value === 0 ? (
        <Strip tone="ok" title={t.pill.allSent} />
      ) : (
        <>
          <Strip tone={problem ? "warn" : "info"} title={t.pill.waiting(waiting.value)}>
            <p>{t.pill.waitingNote(waiting.value)}</p>
            {problem && <p>{problemWords(problem).detail}</p>}
          </Strip>
          <Button look="main wide" icon="refresh" onClick={() => void flush()}>
            {t.pill.sendNow}
          </Button>
        </>
      )}
      {kept && (
        <Strip tone="warn" title={t.pill.kept}>
          <p>{kept.sentence}</p>
          {kept.problem && <p class="strong">{kept.problem.action}</p>}
        </Strip>
      )}
      {answers.length > 0 && <h3>{t.pill.needsTitle}</h3>}
      {answers.map(({ id, scan, result }) => {
        const verdict = verdictOf(result);
        return (
          <div key={id} class="card stack">
            <div class="stack tight">
              <p class="strong tone-bad">{verdict.words}</p>
              <p>{verdict.detail}</p>
              {verdict.action && <p class="strong">{verdict.action}</p>}
              <p class="muted small">
                {t.pill.scanned(moment(scan.recorded_at))}
                {scan.raw && <span class="code"> · {scan.raw.replaceAll("\x1d", " ")}</span>}
              </p>
            </div>
            <Button onClick={() => void seen(id)}>{t.pill.seen}</Button>
          </div>
        );
      })}
    </Sheet>
  );
}
