import { time } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { EmptyState } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import type { Entry } from "./state.ts";

type Props = { title: string; entries: Entry[]; onClose: () => void };

export function HistorySheet({ title, entries, onClose }: Props) {
  return (
    <Sheet title={title} onClose={onClose}>
      {entries.length === 0 ? (
        <EmptyState icon="scan" title={t.scan.historyEmpty} />
      ) : (
        <ol class="list card flush">
          {entries.map((entry) => (
            <li key={entry.id}>
              <div class="list-row">
                <span class={`dot ${entry.tone === "ask" ? "warn" : entry.tone}`} />
                <div class="grow stack tight">
                  <p class="strong">{entry.words}</p>
                  {entry.detail !== entry.words && <p>{entry.detail}</p>}
                  {entry.action && <p class="muted">{entry.action}</p>}
                </div>
                <time class="muted small">{time(new Date(entry.at).toISOString())}</time>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Sheet>
  );
}
