/** What is what in QuickBooks: one part at a time, each with what it asks of a person. */
import { useEffect } from "preact/hooks";
import { useLive } from "../../../api/live.ts";
import {
  getMappingSummary,
  type ListKind,
  lookForMatches,
  type MappingSummary,
  type SheetKind,
} from "../../../api/mapping.ts";
import { Failed } from "../../../floor/Failed.tsx";
import { mapping as words } from "../../../i18n/en-mapping.ts";
import type { TabProps } from "../tabs.ts";
import { Accounts } from "./Accounts.tsx";
import { Lines } from "./Lines.tsx";
import { Places } from "./Places.tsx";
import { SheetButtons } from "./SheetButtons.tsx";
import "./mapping.css";

const KINDS: SheetKind[] = ["item", "customer", "vendor", "accounts", "places"];
const isList = (kind: SheetKind): kind is ListKind => kind !== "accounts" && kind !== "places";

export function Mapping({ id }: TabProps) {
  const kind = KINDS.find((one) => one === id) ?? "item";
  const summary = useLive("mapping", getMappingSummary, ["sync.changed", "catalog.changed"]);
  const { reload } = summary;
  // Names and codes may have changed since the last look: suggestions are worked out anew.
  useEffect(() => void lookForMatches().then(reload, () => undefined), [reload]);
  if (!summary.data) return <Failed live={summary} rows={6} />;
  return (
    <>
      <nav class="map-kinds" aria-label={words.parts}>
        {KINDS.map((one) => (
          <a
            key={one}
            href={`/desk/quickbooks/mapping/${one}`}
            aria-current={one === kind ? "page" : undefined}
          >
            {words.kinds[one]}
            {asks(summary.data, one) > 0 && (
              <span class="count">{words.number(asks(summary.data, one))}</span>
            )}
          </a>
        ))}
      </nav>
      <div class="page-head">
        <p class="muted">{words.what[kind]}</p>
        <SheetButtons kind={kind} onDone={reload} />
      </div>
      {isList(kind) && (
        <Lines key={kind} kind={kind} counts={summary.data[kind]} onChange={reload} />
      )}
      {kind === "accounts" && <Accounts onChange={reload} />}
      {kind === "places" && <Places onChange={reload} />}
    </>
  );
}

function asks(summary: MappingSummary | undefined, kind: SheetKind): number {
  if (!summary) return 0;
  if (!isList(kind)) return summary[kind];
  return summary[kind].needs_you + summary[kind].doubtful;
}
