import { recordUrl } from "../../api/sync.ts";
import { timeline } from "../../i18n/en-activity.ts";
import { useSyncStatus } from "../SyncLight.tsx";

/** The document's page in QuickBooks, beside this one; QuickBooks Desktop has none in the web. */
export function OpenThere({ id }: { id: string }) {
  if (useSyncStatus().data?.connection?.kind !== "online") return null;
  return (
    <a href={recordUrl(id)} target="_blank" rel="noreferrer">
      {timeline.openThere}
    </a>
  );
}
