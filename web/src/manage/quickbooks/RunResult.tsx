import { d } from "../words.ts";
import type { Running } from "./useSyncRun.ts";

/** What came of a “sync now”, in one line that changes while it happens. */
export function RunResult({ running }: { running: Running }) {
  const { busy, result } = running;
  if (!busy && !result) return null;
  return (
    <p class="run-result row wrap" role="status">
      <span class="strong">
        {result && !(busy && isEmpty(result)) ? result.sentence : d.quickbooks.running}
      </span>
      {result !== undefined && result.needs_you > 0 && (
        <a href="/desk/quickbooks/needs">{d.quickbooks.lookAtThem}</a>
      )}
    </p>
  );
}

function isEmpty({ sent, needs_you, left, records }: NonNullable<Running["result"]>): boolean {
  return sent + needs_you + left + records === 0;
}
