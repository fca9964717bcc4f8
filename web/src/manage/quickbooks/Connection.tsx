/** The company Scanpost works with: connect it, what it allows, how long, and the app's keys. */
import { useEffect } from "preact/hooks";
import {
  type ConnectionPage,
  checkConnection,
  connect,
  disconnectCompany,
  getConnection,
  type OtherCompany,
  useCompany,
} from "../../api/connection.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { connection as w } from "../../i18n/en-connection.ts";
import { query, setQuery } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState, Strip } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { Addresses } from "./Addresses.tsx";
import { AppKeysCard } from "./AppKeys.tsx";
import { CallBudget } from "./CallBudget.tsx";
import { CompanyCard, News, SwitchedOff } from "./CompanyCard.tsx";
import "./connection.css";

export function Connection() {
  const live = useLive("connection", getConnection, ["sync.changed"]);
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
  return (
    <div class="stack loose connection">
      <Result code={result} />
      <Failed live={live} rows={4} />
      {data && <Page page={data} reload={reload} />}
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

type PageProps = { page: ConnectionPage; reload: () => Promise<void> };

function Page({ page, reload }: PageProps) {
  const { company } = page;
  return (
    <>
      {company && <News company={company} reload={reload} />}
      {company &&
        page.others.map((other) => (
          <Other key={other.id} other={other} page={page} reload={reload} />
        ))}
      {company ? (
        <CompanyCard company={company} canConnect={page.can_connect} reload={reload} />
      ) : (
        <NotYet page={page} />
      )}
      <div class="two-columns">
        {company?.probed_at && <SwitchedOff company={company} />}
        {page.calls && <CallBudget calls={page.calls} reload={reload} />}
      </div>
      <AppKeysCard
        keys={page.keys}
        open={!company && page.can_connect.length === 0}
        reload={reload}
      />
      <Addresses addresses={page.addresses} open={!company && page.can_connect.length === 0} />
    </>
  );
}

/** Says what will be here, and offers the first step. */
function NotYet({ page }: { page: ConnectionPage }) {
  const { busy, wrong, run } = useAction();
  const possible = page.can_connect;
  return (
    <section class="card">
      <EmptyState icon="sending" title={w.empty}>
        <p>{possible.length > 0 ? w.emptyHow : w.emptyKeys}</p>
        <div class="row wrap">
          {possible.map((environment) => (
            <Button
              key={environment}
              look="main"
              busy={busy}
              onClick={() => void run(() => connect(environment))}
            >
              {environment === "simulator" ? w.connectSimulator : w.connect}
            </Button>
          ))}
        </div>
        <Wrong words={wrong} />
      </EmptyState>
    </section>
  );
}

/** Another company is connected as well: nothing happens with it until a person says so. */
function Other({ other, page, reload }: PageProps & { other: OtherCompany }) {
  const { busy, wrong, run } = useAction();
  const current = page.company?.name ?? "";
  const does = (work: () => Promise<unknown>) => void run(work).then(reload);
  return (
    <Strip tone="warn" title={w.otherTitle(other.name)}>
      <p>{w.otherWhat(other.name, current)}</p>
      {page.company && page.company.unsent > 0 && (
        <p>{w.otherUnsent(page.company.unsent, current)}</p>
      )}
      <div class="row wrap">
        <Button busy={busy} onClick={() => does(() => useCompany(other.id))}>
          {w.useOther(other.name)}
        </Button>
        <Button look="plain" busy={busy} onClick={() => does(() => disconnectCompany(other.id))}>
          {w.dropOther(other.name)}
        </Button>
      </div>
      <Wrong words={wrong} />
    </Strip>
  );
}
