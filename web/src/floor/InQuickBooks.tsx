import { getBadge } from "../api/calls.ts";
import { useLive } from "../api/live.ts";
import type { Badge } from "../api/types.ts";
import { t } from "../i18n/index.ts";
import { Chip, type Tone } from "../ui/parts.tsx";

const tones: Record<Badge["state"], Tone> = {
  not_sent: "",
  waiting_for_end: "info",
  saved: "info",
  sending: "info",
  checking: "warn",
  needs_attention: "bad",
  in_quickbooks: "ok",
};

/** Where one document is on its way to QuickBooks: saved, sending, there, or needs somebody. */
export function InQuickBooks({ documentId }: { documentId: string }) {
  const badge = useLive(documentId, () => getBadge(documentId), [
    "sync.settled",
    "sync.changed",
    "document.changed",
  ]);
  return badge.data ? <SyncChip badge={badge.data} /> : null;
}

export function SyncChip({ badge }: { badge: Pick<Badge, "state" | "number"> }) {
  return (
    <Chip tone={tones[badge.state]}>
      {t.quickbooks[badge.state]}
      {badge.number && <span class="code"> {badge.number}</span>}
    </Chip>
  );
}
