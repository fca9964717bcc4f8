/** Filters of a list. They live in the address, so a filtered list can be kept and sent around. */
import { useEffect, useState } from "preact/hooks";
import type { Pages } from "../api/pages.ts";
import { query, setQuery } from "../router.ts";
import { Button } from "../ui/Button.tsx";
import { d } from "./words.ts";

type ChipsProps = { name: string; options: [value: string, label: string][] };

/** One of several; the first is what the list shows without a choice. */
export function FilterChips({ name, options }: ChipsProps) {
  const chosen = query.value.get(name) ?? options[0]?.[0];
  return (
    <>
      {options.map(([value, label], at) => (
        <button
          key={value}
          type="button"
          class="filter"
          aria-pressed={value === chosen}
          onClick={() => setQuery(name, at === 0 ? null : value)}
        >
          {label}
        </button>
      ))}
    </>
  );
}

const TYPING_MS = 250;

export function FilterText({ label }: { label: string }) {
  const searched = query.value.get("search") ?? "";
  const [text, setText] = useState(searched);
  // Cleared or followed from elsewhere.
  useEffect(() => setText(searched), [searched]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text !== (query.peek().get("search") ?? "")) setQuery("search", text || null);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <input
      class="input"
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
    />
  );
}

export function ShowMore({ list }: { list: Pages<unknown> }) {
  if (!list.data?.more) return null;
  return (
    <div>
      <Button onClick={list.showMore}>{d.list.showMore}</Button>
    </div>
  );
}
