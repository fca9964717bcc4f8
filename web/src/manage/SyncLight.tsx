import { useLive } from "../api/live.ts";
import { getSyncStatus, type SyncStatus } from "../api/sync.ts";
import { Dot, type Tone } from "../ui/parts.tsx";
import { d } from "./words.ts";

export const lightTones: Record<SyncStatus["light"], Tone> = {
  green: "ok",
  blue: "info",
  red: "bad",
  grey: "",
};

export function useSyncStatus() {
  return useLive("sync-status", getSyncStatus, [
    "sync.settled",
    "sync.changed",
    "document.changed",
  ]);
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
