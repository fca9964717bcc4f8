import { useEffect, useRef } from "preact/hooks";

/** Calls `work` every so many milliseconds while the page is seen; null: not at all. */
export function useEvery(ms: number | null, work: () => unknown): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (ms === null) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") latest.current();
    }, ms);
    return () => clearInterval(timer);
  }, [ms]);
}
