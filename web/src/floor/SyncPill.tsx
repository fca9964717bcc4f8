/** The truth about this device's scans, always in the same corner. */
import { useState } from "preact/hooks";
import { reachable } from "../api/request.ts";
import { t } from "../i18n/index.ts";
import { useKept } from "../sync/quickbooks.ts";
import { attention, pill, sent, waiting } from "../sync/status.ts";
import { lazy } from "../ui/lazy.tsx";
import { Dot, type Tone } from "../ui/parts.tsx";

/** Fetched ahead (`routes.ts`): who opens it may well be offline. */
export const loadSheet = () => import("./SyncSheet.tsx").then((file) => file.SyncSheet);
const SyncSheet = lazy(loadSheet);

function shown(kept: boolean): { tone: Tone; words: string } {
  switch (pill.value) {
    case "needs_you":
      return { tone: "bad", words: t.pill.needsYou(attention.value) };
    case "waiting":
      return { tone: "warn", words: t.pill.waiting(waiting.value) };
    case "sending":
      return { tone: "info", words: t.pill.sending(waiting.value) };
    case "sent":
      if (!reachable.value) return { tone: "warn", words: t.pill.offline };
      if (kept) return { tone: "warn", words: t.pill.kept };
      return { tone: "ok", words: t.pill.sent(sent.value) };
  }
}

export function SyncPill() {
  const [open, setOpen] = useState(false);
  const kept = useKept();
  const { tone, words } = shown(kept !== undefined);
  return (
    <>
      <button type="button" class="pill" aria-label={words} onClick={() => setOpen(true)}>
        <Dot tone={tone} />
        <span role="status">{words}</span>
      </button>
      {open && <SyncSheet kept={kept} onClose={() => setOpen(false)} />}
    </>
  );
}
