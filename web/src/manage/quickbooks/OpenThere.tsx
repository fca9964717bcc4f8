import { recordUrl } from "../../api/sync.ts";
import { timeline } from "../../i18n/en-activity.ts";
import { me } from "../../session.ts";
import { useSyncStatus } from "../SyncLight.tsx";

/**
 * The document's page in QuickBooks, beside this one. QuickBooks Desktop has none in the web; in the
 * demo the simulated books are one.
 */
export function OpenThere({ id }: { id: string }) {
  const { data } = useSyncStatus();
  if (data?.connection?.kind !== "online" && !me.value?.demo) return null;
  return (
    <a href={recordUrl(id)} target="_blank" rel="noreferrer">
      {timeline.openThere}
    </a>
  );
}
