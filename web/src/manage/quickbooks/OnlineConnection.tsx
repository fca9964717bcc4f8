/** The Connection page of a QuickBooks Online company: its access, its calls, the app's keys. */
import type { ConnectionPage } from "../../api/connection.ts";
import { connect } from "../../api/connection.ts";
import { connection as w } from "../../i18n/en-connection.ts";
import { desktop } from "../../i18n/en-desktop.ts";
import { Button } from "../../ui/Button.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { Addresses } from "./Addresses.tsx";
import { AppKeysCard } from "./AppKeys.tsx";
import { CallBudget } from "./CallBudget.tsx";
import { CompanyCard, News, SwitchedOff } from "./CompanyCard.tsx";
import { Choice, DesktopInstead } from "./desktop/Offer.tsx";
import { Others } from "./Others.tsx";

type PageProps = { page: ConnectionPage; reload: () => Promise<void> };

export function OnlineConnection({ page, reload }: PageProps) {
  const { company } = page;
  if (!company) return <NotYet page={page} reload={reload} />;
  return (
    <>
      <News news={company.news} reload={reload} />
      <Others others={page.others} current={company} reload={reload} />
      <CompanyCard company={company} canConnect={page.can_connect} reload={reload} />
      <div class="two-columns">
        {company.probed_at && <SwitchedOff off={company.facts.off} />}
        {page.calls && <CallBudget calls={page.calls} reload={reload} />}
      </div>
      <Keys page={page} reload={reload} />
      <DesktopInstead current={company.name} />
    </>
  );
}

/** Says what will be here, and offers the first step with either QuickBooks. */
function NotYet({ page, reload }: PageProps) {
  return (
    <>
      <p>{w.emptyHow}</p>
      <Choice online={<ConnectOnline page={page} />} onDone={reload} />
      <Others others={page.others} current={{ name: "", unsent: 0 }} reload={reload} />
      <Keys page={page} reload={reload} />
    </>
  );
}

/** Online, beside a Desktop company that is in use. */
export function OnlineInstead({ page, reload }: PageProps) {
  return (
    <details class="card fold">
      <summary>{desktop.onlineInstead}</summary>
      <div class="stack">
        <ConnectOnline page={page} />
        <Keys page={page} reload={reload} />
      </div>
    </details>
  );
}

function Keys({ page, reload }: PageProps) {
  const open = !page.company && page.can_connect.length === 0;
  return (
    <>
      <AppKeysCard keys={page.keys} open={open} reload={reload} />
      <Addresses addresses={page.addresses} open={open} />
    </>
  );
}

function ConnectOnline({ page }: { page: ConnectionPage }) {
  const { busy, wrong, run } = useAction();
  const possible = page.can_connect;
  return (
    <>
      {possible.length === 0 && <p>{w.emptyKeys}</p>}
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
    </>
  );
}
