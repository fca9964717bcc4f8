/** Data on a screen that stays true: loaded, kept while re-read, re-read when news concerns it. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type EventName, onEvents } from "./events.ts";
import { asProblem, type Problem } from "./problem.ts";
import { reachable } from "./request.ts";

export type Live<T> = {
  data: T | undefined;
  problem: Problem | undefined;
  /** The first answer takes longer than a second: say so in words. */
  slow: boolean;
  reload: () => Promise<void>;
};

const SLOW_MS = 1_000;

/**
 * Loads with `load` whenever `key` changes and whenever one of `events` happens. Answers that
 * arrive out of order are dropped: only the newest request may set the data.
 */
export function useLive<T>(
  key: string | null,
  load: () => Promise<T>,
  events: readonly EventName[] = [],
): Live<T> {
  const [state, setState] = useState<{ key: string | null; data?: T; problem?: Problem }>({ key });
  const [slow, setSlow] = useState(false);
  const newest = useRef(0);
  const failed = useRef(false);
  const loader = useRef(load);
  loader.current = load;

  const reload = useCallback(async () => {
    if (key === null) return;
    const request = ++newest.current;
    try {
      const data = await loader.current();
      if (request !== newest.current) return;
      failed.current = false;
      setState({ key, data });
    } catch (error) {
      const problem = asProblem(error);
      if (request !== newest.current) return;
      failed.current = true;
      setState((old) => (old.key === key ? { ...old, problem } : { key, problem }));
    }
  }, [key]);

  const eventKey = events.join();
  useEffect(() => {
    setSlow(false);
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    void reload().finally(() => {
      clearTimeout(timer);
      setSlow(false);
    });
    const seen = () => document.visibilityState === "visible" && void reload();
    document.addEventListener("visibilitychange", seen);
    // The server was away and is back: what could not be read can be now.
    const back = reachable.subscribe((now) => {
      if (now && failed.current) void reload();
    });
    const stop = onEvents(eventKey.split(",") as EventName[], () => void reload());
    return () => {
      clearTimeout(timer);
      newest.current++;
      document.removeEventListener("visibilitychange", seen);
      back();
      stop();
    };
  }, [reload, eventKey]);

  const current = state.key === key ? state : undefined;
  return { data: current?.data, problem: current?.problem, slow, reload };
}
