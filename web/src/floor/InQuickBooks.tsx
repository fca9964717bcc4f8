import { getDocumentSync } from "../api/calls.ts";
import { useLive } from "../api/live.ts";
import { t } from "../i18n/index.ts";
import { Chip, type Tone } from "../ui/parts.tsx";

const tones: Record<string, Tone> = {
  queued: "info",
  sending: "info",
  in_doubt: "warn",
  held: "bad",
  done: "ok",
};

/** Where one document is on its way to QuickBooks: saved, sending, there, or needs somebody. */
export function InQuickBooks({ documentId }: { documentId: string }) {
  const sync = useLive(documentId, () => getDocumentSync(documentId), [
    "sync.settled",
    "sync.changed",
    "document.changed",
  ]);
  if (!sync.data) return null;
  const { state, reference } = sync.data;
  const words = t.quickbooks.floor[state as keyof typeof t.quickbooks.floor] ?? state;
  return (
    <Chip tone={tones[state] ?? ""}>
      {words}
      {reference && <span class="code"> · {reference}</span>}
    </Chip>
  );
}
