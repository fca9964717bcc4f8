/** “Sync now” until it is over: what came of it is told while it happens. */
import { useEffect, useState } from "preact/hooks";
import { getSyncRun, type SyncRun, type SyncRunResult } from "../../api/sync.ts";
import { type Doing, useAction } from "../useAction.ts";

const LOOK_MS = 700;
const AT_MOST_MS = 40_000;
/** So many looks without any news, and nothing on its way: it is over. */
const QUIET_LOOKS = 3;

export type Running = Omit<Doing, "run"> & {
  result: SyncRunResult | undefined;
  start: (ask: () => Promise<SyncRun>) => Promise<void>;
};

export function useSyncRun(): Running {
  const { busy, wrong, run } = useAction();
  const [asked, setAsked] = useState<SyncRun>();
  const [result, setResult] = useState<SyncRunResult>();

  useEffect(() => {
    if (!asked) return;
    const began = Date.now();
    let quiet = 0;
    let last = "";
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const found = await getSyncRun(asked).catch(() => undefined);
      if (found) setResult(found);
      const news = JSON.stringify(found);
      quiet = found && found.left === 0 && news === last ? quiet + 1 : 0;
      last = news;
      if (quiet >= QUIET_LOOKS || Date.now() - began > AT_MOST_MS) setAsked(undefined);
      else timer = setTimeout(() => void look(), LOOK_MS);
    };
    timer = setTimeout(() => void look(), LOOK_MS);
    return () => clearTimeout(timer);
  }, [asked]);

  return {
    busy: busy || asked !== undefined,
    wrong,
    result,
    start: async (ask) => {
      setResult(undefined);
      await run(async () => setAsked(await ask()));
    },
  };
}
