/** The truth about this device's scans, always in the same corner. */
import { useState } from "preact/hooks";
import { reachable } from "../api/request.ts";
import { t } from "../i18n/index.ts";
import { attention, pill, sent, waiting } from "../sync/status.ts";
import { Dot, type Tone } from "../ui/parts.tsx";
import { SyncSheet } from "./SyncSheet.tsx";

function shown(): { tone: Tone; words: string } {
  switch (pill.value) {
    case "needs_you":
      return { tone: "bad", words: t.pill.needsYou(attention.value) };
    case "waiting":
      return { tone: "warn", words: t.pill.waiting(waiting.value) };
    case "sending":
      return { tone: "info", words: t.pill.sending(waiting.value) };
    case "sent":
      return reachable.value
        ? { tone: "ok", words: t.pill.sent(sent.value) }
        : { tone: "warn", words: t.pill.offline };
  }
}

export function SyncPill() {
  const [open, setOpen] = useState(false);
  const { tone, words } = shown();
  return (
    <>
      <button type="button" class="pill" onClick={() => setOpen(true)}>
        <Dot tone={tone} />
        <span role="status">{words}</span>
      </button>
      {open && <SyncSheet onClose={() => setOpen(false)} />}
    </>
  );
}
