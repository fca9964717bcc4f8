import { useLive } from "../api/live.ts";
import { getSyncStatus, type SyncStatus } from "../api/sync.ts";
import { Dot, type Tone } from "../ui/parts.tsx";
import { useEvery } from "../ui/useEvery.ts";
import { d } from "./words.ts";

export const lightTones: Record<SyncStatus["light"], Tone> = {
  green: "ok",
  blue: "info",
  amber: "warn",
  red: "bad",
  grey: "",
};

const SILENCE_MS = 30_000;

/** How QuickBooks stands. Nobody tells that Desktop's computer fell silent: that is looked for. */
export function useSyncStatus() {
  const live = useLive("sync-status", getSyncStatus, [
    "sync.settled",
    "sync.changed",
    "document.changed",
  ]);
  useEvery(live.data?.connection?.kind === "desktop" ? SILENCE_MS : null, live.reload);
  return live;
}

/** Is QuickBooks up to date? On every page of the desk. */
export function SyncLight() {
  const status = useSyncStatus().data;
  if (!status) return null;
  return (
    <a class="pill sync-light" href="/desk/quickbooks" title={status.sentence}>
      <Dot tone={lightTones[status.light]} />
      {d.quickbooks.title}
      <span class="words">· {words(status)}</span>
    </a>
  );
}

function words({ light, connection }: SyncStatus): string {
  return light === "grey" && connection ? d.quickbooks.settingUp : d.quickbooks.lights[light];
}
