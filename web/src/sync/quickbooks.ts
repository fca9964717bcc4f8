/** What the floor has to know of QuickBooks Desktop: its computer, or its company file, is away. */
import { useLive } from "../api/live.ts";
import { get } from "../api/request.ts";
import type { SyncStatus } from "../api/sync.ts";
import { useEvery } from "../ui/useEvery.ts";

const SILENCE_MS = 30_000;

/** Why documents are kept here for now; undefined while QuickBooks can be had, or is Online. */
export function useKept(): SyncStatus | undefined {
  const live = useLive("sync-status", () => get("/api/sync/status"), ["sync.changed"]);
  const desktop = live.data?.connection?.kind === "desktop";
  useEvery(desktop ? SILENCE_MS : null, live.reload);
  return desktop && live.data?.light === "amber" ? live.data : undefined;
}
