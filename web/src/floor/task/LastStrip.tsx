import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/index.ts";
import { sendProblem } from "../../sync/status.ts";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import type { TaskState } from "./state.ts";

const icons: Record<string, IconName> = {
  ok: "done",
  warn: "warning",
  ask: "warning",
  bad: "attention",
};
const SAY_SO_AFTER_MS = 700;

/** The last answer. A refusal stays, in red, until the next scan; a tap shows the whole task. */
export function LastStrip({ state, onOpen }: { state: TaskState; onOpen: () => void }) {
  const pending = usePending(state.waiting.length > 0);
  if (pending) {
    return (
      <div class="last info" role="status">
        <Icon name="clock" />
        <span class="last-words">
          <strong>{t.scan.saved}</strong>
          <span>
            {sendProblem.value?.code === "offline" ? t.scan.savedOffline : t.scan.savedWhy}
          </span>
        </span>
      </div>
    );
  }
  const [entry] = state.entries;
  if (!entry) {
    return (
      <div class="last quiet">
        <Icon name="scan" />
        <span class="last-words">
          <strong>{t.scan.nothingYet}</strong>
          <span>{t.scan.nothingYetHow}</span>
        </span>
      </div>
    );
  }
  return (
    <button type="button" class={`last ${entry.tone}`} onClick={onOpen} aria-live="polite">
      <Icon name={icons[entry.tone] ?? "done"} />
      <span class="last-words">
        <strong>{entry.words}</strong>
        {entry.detail && entry.detail !== entry.words && <span>{entry.detail}</span>}
        {entry.action && <span class="last-action">{entry.action}</span>}
      </span>
      <Icon name="next" />
    </button>
  );
}

/** True once something has been waiting for a while: an answer in time needs no words. */
function usePending(waiting: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!waiting) return setLong(false);
    const timer = setTimeout(() => setLong(true), SAY_SO_AFTER_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  return waiting && long;
}
