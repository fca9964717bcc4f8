import type { Live } from "../api/live.ts";
import { problemWords, t } from "../i18n/index.ts";
import { Button } from "../ui/Button.tsx";
import { Skeleton, Strip } from "../ui/parts.tsx";

/** What stands in for data that is not there (yet): its shape, words if it is slow, or why not. */
export function Failed({ live, rows = 3 }: { live: Live<unknown>; rows?: number }) {
  if (live.problem) {
    const words = problemWords(live.problem);
    return (
      <Strip tone={live.data === undefined ? "bad" : "warn"} title={words.title}>
        {words.detail && <p>{words.detail}</p>}
        {words.action && <p>{words.action}</p>}
        <div>
          <Button icon="refresh" onClick={() => void live.reload()}>
            {t.scan.tryAgain}
          </Button>
        </div>
      </Strip>
    );
  }
  if (live.data !== undefined) return null;
  return (
    <div class="stack" role="status">
      <p class={live.slow ? "muted" : "hidden-text"}>
        {live.slow ? t.scan.loadingSlow : t.app.loading}
      </p>
      <Skeleton rows={rows} height={76} />
    </div>
  );
}
