import { recordUrl } from "../../api/sync.ts";
import { timeline } from "../../i18n/en-activity.ts";

/** To the document's page in QuickBooks, beside this one. */
export function OpenThere({ id }: { id: string }) {
  return (
    <a href={recordUrl(id)} target="_blank" rel="noreferrer">
      {timeline.openThere}
    </a>
  );
}
