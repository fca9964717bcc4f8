/** A list that arrives page by page and stays true: on news, every page shown is read again. */
import { useRef, useState } from "preact/hooks";
import type { EventName } from "./events.ts";
import { type Live, useLive } from "./live.ts";

type Page<T> = { items: T[]; next_cursor?: string | null };

export type Pages<T> = Live<{ items: T[]; more: boolean }> & { showMore: () => void };

export function usePages<T>(
  key: string | null,
  load: (cursor: string | undefined) => Promise<Page<T>>,
  events: readonly EventName[] = [],
): Pages<T> {
  const [shown, setShown] = useState({ key, pages: 1 });
  const pages = shown.key === key ? shown.pages : 1;
  const wanted = useRef(pages);
  wanted.current = pages;

  const live = useLive(
    key === null ? null : `${key}#${pages}`,
    async () => {
      const items: T[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < wanted.current; page++) {
        const answer = await load(cursor);
        items.push(...answer.items);
        cursor = answer.next_cursor ?? undefined;
        if (!cursor) break;
      }
      return { items, more: cursor !== undefined };
    },
    events,
  );
  // While one more page is on its way, what was there stays.
  const last = useRef(live.data);
  if (live.data) last.current = live.data;
  const data = live.data ?? (pages > 1 ? last.current : undefined);
  return { ...live, data, showMore: () => setShown({ key, pages: pages + 1 }) };
}
