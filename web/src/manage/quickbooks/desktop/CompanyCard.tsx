/** Which company file it is, when it was last heard of, and the buttons that change that. */
import { useState } from "preact/hooks";
import { disconnectCompany } from "../../../api/connection.ts";
import { type DesktopCompany, qwcUrl } from "../../../api/desktop.ts";
import { connection } from "../../../i18n/en-connection.ts";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { ago, moment, sentence } from "../../../i18n/format.ts";
import { Button } from "../../../ui/Button.tsx";
import { Chip, Strip } from "../../../ui/parts.tsx";
import { Sheet } from "../../../ui/Sheet.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";
import { renewAndShow } from "./password.ts";
import { Password } from "./WebConnectorSteps.tsx";

type Props = { company: DesktopCompany; reload: () => Promise<void> };

export function CompanyCard({ company, reload }: Props) {
  const [asking, ask] = useState<"renew" | "leave" | null>(null);
  const close = () => ask(null);
  return (
    <section class="card stack">
      <div class="section-head">
        <h2>{company.name || w.name}</h2>
        <State company={company} />
      </div>
      {company.visiting && (
        <Strip tone="info" title={w.visitingNow}>
          <p>{company.visiting.doing}</p>
        </Strip>
      )}
      {company.problem && (
        <Strip tone="bad" title={company.problem.title}>
          {company.unsent > 0 && <p>{connection.waiting(company.unsent)}</p>}
          <p>{sentence(company.problem.detail)}</p>
          <p class="strong">{sentence(company.problem.action)}</p>
        </Strip>
      )}
      <dl class="facts">
        <dt>{w.lastCalled}</dt>
        <dd>{company.called_at ? <Since at={company.called_at} /> : w.neverCalled}</dd>
        <dt>{w.lastMet}</dt>
        <dd>{company.met_at ? <Since at={company.met_at} /> : w.neverCalled}</dd>
        <dt>{w.companyFile}</dt>
        <dd>{company.company_file ? <Path path={company.company_file} /> : w.noFile}</dd>
        <dt>{w.appName}</dt>
        <dd>{company.app_name}</dd>
        <dt>{w.user}</dt>
        <dd class="code">{company.user_name}</dd>
        <dt>{w.passwordSet}</dt>
        <dd>{company.has_password ? moment(company.password_set_at) : w.noPassword}</dd>
        <dt>{w.version}</dt>
        <dd>{company.client_version || w.notTold}</dd>
      </dl>
      <div class="row wrap">
        <a class="button" href={qwcUrl(company.id)} download target="_self">
          {w.download}
        </a>
        <Button {...(company.has_password ? {} : { look: "main" })} onClick={() => ask("renew")}>
          {w.renew}
        </Button>
        {company.has_password && (
          <Button look="plain danger" onClick={() => ask("leave")}>
            {connection.disconnect}
          </Button>
        )}
      </div>
      {asking === "renew" && <Renew company={company} reload={reload} onClose={close} />}
      {asking === "leave" && <Leave company={company} reload={reload} onClose={close} />}
    </section>
  );
}

function State({ company }: { company: DesktopCompany }) {
  if (!company.has_password) return <Chip tone="bad">{w.disconnected}</Chip>;
  if (company.visiting) return <Chip tone="info">{w.visitingNow}</Chip>;
  if (company.silent) return <Chip tone="warn">{w.silent}</Chip>;
  return <Chip tone="ok">{w.calls(company.seconds)}</Chip>;
}

/** The file's name stands out; where it lies follows. */
function Path({ path }: { path: string }) {
  const at = path.lastIndexOf("\\") + 1;
  return (
    <>
      {path.slice(at)}
      <br />
      <span class="muted small">{path.slice(0, at)}</span>
    </>
  );
}

const Since = ({ at }: { at: string }) => <span title={moment(at)}>{ago(at)}</span>;

type Asked = Props & { onClose: () => void };

/** Names the consequence, then shows the new one. */
function Renew({ company, reload, onClose }: Asked) {
  const [made, setMade] = useState(false);
  const { busy, wrong, run } = useAction();
  const renew = async () => {
    setMade(await run(() => renewAndShow(company.id)));
    await reload();
  };
  if (made) {
    return (
      <Sheet title={w.password} onClose={onClose}>
        <p>{w.passwordHow}</p>
        <Password company={company} reload={reload} />
      </Sheet>
    );
  }
  return (
    <Sheet title={w.renewTitle} onClose={onClose}>
      <p>{w.renewWhat}</p>
      <Wrong words={wrong} />
      <div>
        <Button look="main" busy={busy} onClick={() => void renew()}>
          {w.renew}
        </Button>
      </div>
    </Sheet>
  );
}

function Leave({ company, reload, onClose }: Asked) {
  const { busy, wrong, run } = useAction();
  const leave = async () => {
    if (!(await run(() => disconnectCompany(company.id)))) return;
    await reload();
    onClose();
  };
  return (
    <Sheet title={connection.disconnectTitle(company.name)} onClose={onClose}>
      <p>{w.disconnectWhat}</p>
      <p>{connection.disconnectKept(company.unsent)}</p>
      <p>{connection.disconnectLinks}</p>
      <Wrong words={wrong} />
      <div class="row wrap">
        <Button look="main" onClick={onClose}>
          {connection.keep}
        </Button>
        <Button look="danger" busy={busy} onClick={() => void leave()}>
          {connection.disconnect}
        </Button>
      </div>
    </Sheet>
  );
}
