/** Ours and theirs side by side: what needs a person first, a suggestion with each, keys for speed. */
import { useEffect, useRef, useState } from "preact/hooks";
import {
  acceptSuggestions,
  type ListKind,
  listMapping,
  type MappingCounts,
  type MappingLine,
  type MappingState,
} from "../../../api/mapping.ts";
import { usePages } from "../../../api/pages.ts";
import { Failed } from "../../../floor/Failed.tsx";
import { mapping as words } from "../../../i18n/en-mapping.ts";
import { query } from "../../../router.ts";
import { atLeast } from "../../../session.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/parts.tsx";
import { FilterChips, FilterText, ShowMore } from "../../ListTools.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";
import { d } from "../../words.ts";
import { Choose } from "./Choose.tsx";
import { acceptLine, keyOf, Line } from "./Line.tsx";

const SURE = 95;
const LIKELY = 75;
const STATES: MappingState[] = ["needs_you", "doubtful", "mapped", "not_used", "ignored"];

type Props = { kind: ListKind; counts: MappingCounts; onChange: () => Promise<void> };

export function Lines({ kind, counts, onChange }: Props) {
  const state = query.value.get("state") as MappingState | null;
  const search = query.value.get("search") ?? "";
  const list = usePages(
    `${kind}|${state}|${search}`,
    (cursor) => listMapping(kind, { state, search, cursor }),
    ["sync.changed", "sync.settled", "catalog.changed"],
  );
  // Read anew, not begun anew: the line in focus must stay where it is.
  const { reload } = list;
  useEffect(() => {
    if (counts.needs_you >= 0) void reload();
  }, [counts.needs_you, reload]);
  const [choosing, setChoosing] = useState<MappingLine>();
  const { busy, wrong, run } = useAction();
  const lines = list.data?.items ?? [];
  const changed = async () => {
    await Promise.all([list.reload(), onChange()]);
  };
  const act = async (work: () => Promise<unknown>) => {
    await run(work);
    await changed();
  };
  const body = useKeys(lines, setChoosing, (line) => {
    const work = acceptLine(kind, line);
    if (work && atLeast("manager")) void act(work);
  });
  return (
    <>
      <div class="filters">
        <FilterChips
          name="state"
          options={[
            ["", d.list.all],
            ...STATES.map((one): [string, string] => [
              one,
              `${words.states[one]} ${words.number(counts[one])}`,
            ]),
          ]}
        />
        <FilterText label={d.list.search} />
      </div>
      <Wrong words={wrong} />
      {counts.likely > 0 && atLeast("manager") && (
        <div class="map-bulk">
          <p class="grow">{words.bulkWhat}</p>
          {counts.sure > 0 && (
            <Button
              look="main"
              icon="check"
              busy={busy}
              onClick={() => void act(() => acceptSuggestions(kind, SURE))}
            >
              {words.bulk(counts.sure)}
            </Button>
          )}
          {counts.likely > counts.sure && (
            <Button busy={busy} onClick={() => void act(() => acceptSuggestions(kind, LIKELY))}>
              {words.bulkLikely(counts.likely)}
            </Button>
          )}
        </div>
      )}
      <Failed live={list} rows={6} />
      {list.data && lines.length === 0 && (
        <EmptyState icon="done" title={words.none[state ?? "all"]}>
          <p>{words.noneHow}</p>
        </EmptyState>
      )}
      {lines.length > 0 && (
        <>
          <p class="muted small map-keys">{words.keys}</p>
          <ol class="map-lines" ref={body} aria-label={words.kinds[kind]}>
            {lines.map((line) => (
              <Line
                key={keyOf(line)}
                kind={kind}
                line={line}
                busy={busy}
                act={act}
                onChoose={() => setChoosing(line)}
              />
            ))}
          </ol>
        </>
      )}
      <ShowMore list={list} />
      {choosing && (
        <Choose
          kind={kind}
          line={choosing}
          onClose={() => setChoosing(undefined)}
          onDone={() => {
            setChoosing(undefined);
            void changed();
          }}
        />
      )}
    </>
  );
}

/** j and k go from line to line, Enter accepts the one in focus, c chooses another record. */
function useKeys(
  lines: MappingLine[],
  choose: (line: MappingLine) => void,
  accept: (line: MappingLine) => void,
) {
  const body = useRef<HTMLOListElement>(null);
  const now = useRef({ lines, choose, accept });
  now.current = { lines, choose, accept };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest("input, select, textarea, dialog")) return;
      const rows = [...(body.current?.children ?? [])] as HTMLElement[];
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      const line = now.current.lines[at];
      if (event.key === "j") rows[Math.min(at + 1, rows.length - 1)]?.focus();
      else if (event.key === "k") rows[Math.max(at - 1, 0)]?.focus();
      else if (event.key === "Enter" && line && target === rows[at]) now.current.accept(line);
      else if (event.key === "c" && line?.ours) now.current.choose(line);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return body;
}
