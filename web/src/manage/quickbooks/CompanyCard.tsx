/** Which company it is, how long it lets us in, and the buttons that change that. */
import { useState } from "preact/hooks";
import {
  type Company,
  type ConnectionPage,
  checkConnection,
  connect,
  disconnectCompany,
  readNews,
} from "../../api/connection.ts";
import { connection as w } from "../../i18n/en-connection.ts";
import { age, day, moment } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

type Props = { company: Company; reload: () => Promise<void> };

export function CompanyCard({
  company,
  canConnect,
  reload,
}: Props & { canConnect: ConnectionPage["can_connect"] }) {
  const { busy, wrong, run } = useAction();
  const [leaving, setLeaving] = useState(false);
  const { access, facts } = company;
  const ends = [access.reconnect_before, access.unused_until].filter(Boolean).sort()[0];
  const environment = canConnect.find((one) => one === company.environment) ?? canConnect[0];
  return (
    <section class="card stack">
      <div class="section-head">
        <h2>{company.name || w.company}</h2>
        <Chip tone={company.environment === "production" ? "ok" : "info"}>
          {w.environments[company.environment] ?? w.company}
        </Chip>
      </div>
      {!company.connected && (
        <Strip tone="warn" title={w.lost}>
          {company.unsent > 0 && <p>{w.waiting(company.unsent)}</p>}
          <p>{w.lostHow}</p>
        </Strip>
      )}
      {company.connected && access.warn && ends && (
        <Strip tone="warn" title={w.endsSoon(day(ends))}>
          <p>{w.endsSoonHow}</p>
        </Strip>
      )}
      <dl class="facts">
        <dt>{w.plan}</dt>
        <dd>{w.planOf(facts.edition)}</dd>
        <dt>{w.where}</dt>
        <dd>
          {facts.country}, {facts.currency}
        </dd>
        {facts.zone && (
          <>
            <dt>{w.zone}</dt>
            <dd>{facts.zone.replaceAll("_", " ")}</dd>
          </>
        )}
        <dt>{w.closed}</dt>
        <dd>{facts.closed_through ? day(facts.closed_through) : w.open}</dd>
        <dt>{w.access}</dt>
        <dd>{company.connected ? <AccessWords access={access} /> : w.noAccess}</dd>
      </dl>
      <Wrong words={wrong} />
      <div class="row wrap">
        {environment && (
          <Button
            {...(company.connected ? {} : { look: "main" as const })}
            busy={busy}
            onClick={() => void run(() => connect(environment))}
          >
            {company.connected ? w.reconnect : w.connect}
          </Button>
        )}
        {company.connected && (
          <>
            <Button
              icon="refresh"
              busy={busy}
              onClick={() => void run(checkConnection).then(reload)}
            >
              {w.check}
            </Button>
            <Button look="plain danger" busy={busy} onClick={() => setLeaving(true)}>
              {w.disconnect}
            </Button>
          </>
        )}
        {company.probed_at && (
          <span class="muted small" title={moment(company.probed_at)}>
            {w.checked(age(company.probed_at))}
          </span>
        )}
      </div>
      {leaving && <Leave company={company} reload={reload} onClose={() => setLeaving(false)} />}
    </section>
  );
}

function AccessWords({ access }: { access: Company["access"] }) {
  return (
    <>
      {access.reconnect_before && w.reconnectBefore(day(access.reconnect_before))}
      {access.reconnect_before && access.unused_until && <br />}
      {access.unused_until && <span class="muted">{w.unusedUntil(day(access.unused_until))}</span>}
    </>
  );
}

/** Names the consequence before it happens. */
function Leave({ company, reload, onClose }: Props & { onClose: () => void }) {
  const { busy, wrong, run } = useAction();
  const leave = async () => {
    if (!(await run(() => disconnectCompany(company.id)))) return;
    await reload();
    onClose();
  };
  return (
    <Sheet title={w.disconnectTitle(company.name)} onClose={onClose}>
      <p>{w.disconnectWhat}</p>
      <p>{w.disconnectKept(company.unsent)}</p>
      <p>{w.disconnectLinks}</p>
      <Wrong words={wrong} />
      <div class="row wrap">
        <Button look="main" onClick={onClose}>
          {w.keep}
        </Button>
        <Button look="danger" busy={busy} onClick={() => void leave()}>
          {w.disconnect}
        </Button>
      </div>
    </Sheet>
  );
}

/** What changed in QuickBooks since somebody last looked. */
export function News({ news, reload }: { news: Company["news"]; reload: () => Promise<void> }) {
  const { busy, run } = useAction();
  if (news.length === 0) return null;
  return (
    <Strip tone="info" title={w.news}>
      <ul class="stack tight">
        {news.map((one) => (
          <li key={one.code + one.at}>
            <span class="strong">{one.title}.</span> {one.detail}{" "}
            <span class="muted">{age(one.at)}</span>
          </li>
        ))}
      </ul>
      <div>
        <Button busy={busy} onClick={() => void run(readNews).then(reload)}>
          {w.newsRead}
        </Button>
      </div>
    </Strip>
  );
}

/** What the company does not allow, and what to switch on. */
export function SwitchedOff({ off }: { off: Company["facts"]["off"] }) {
  return (
    <section class="card stack">
      <h2>{off.length === 0 ? w.allOn : w.off}</h2>
      {off.length === 0 ? (
        <p>{w.nothingOff}</p>
      ) : (
        <>
          <p class="muted">{w.offWhat}</p>
          <ul class="stack">
            {off.map((one) => (
              <li key={one.feature}>
                <p class="strong">{one.title}</p>
                <p class="muted">{one.reason}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
