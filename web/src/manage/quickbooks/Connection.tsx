/** The company Scanpost works with: of QuickBooks Online, of QuickBooks Desktop, or none yet. */
import { useEffect } from "preact/hooks";
import { checkConnection, getConnection } from "../../api/connection.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { connection as w } from "../../i18n/en-connection.ts";
import { query, setQuery } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Strip } from "../../ui/parts.tsx";
import { useSyncStatus } from "../SyncLight.tsx";
import { DesktopConnection } from "./desktop/DesktopConnection.tsx";
import { OnlineConnection, OnlineInstead } from "./OnlineConnection.tsx";
import "./connection.css";

export function Connection() {
  const live = useLive("connection", getConnection, ["sync.changed"]);
  const status = useSyncStatus().data;
  const { data, reload } = live;
  const result = query.value.get("result") ?? "";
  const left = result === "disconnected_there" && data?.company?.connected === true;
  // Somebody disconnected us in QuickBooks: asking once is how we find out that it is so.
  useEffect(() => {
    if (left)
      void checkConnection()
        .catch(() => undefined)
        .finally(reload);
  }, [left, reload]);
  const onDesktop = status?.connection?.kind === "desktop";
  return (
    <div class="stack loose connection">
      <Result code={result} />
      <Failed live={live} rows={4} />
      {data && onDesktop && (
        <DesktopConnection>
          <OnlineInstead page={data} reload={reload} />
        </DesktopConnection>
      )}
      {data && status && !onDesktop && <OnlineConnection page={data} reload={reload} />}
    </div>
  );
}

/** What came of the visit to QuickBooks. */
function Result({ code }: { code: string }) {
  const told = w.results[code];
  if (!told) return null;
  return (
    <div class="row result">
      <Strip tone={told.tone} title={told.title}>
        {told.how && <p>{told.how}</p>}
      </Strip>
      <Button
        look="plain square"
        icon="cross"
        label={w.newsRead}
        onClick={() => setQuery("result", null)}
      />
    </div>
  );
}
