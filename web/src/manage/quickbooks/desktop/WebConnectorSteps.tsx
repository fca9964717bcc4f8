/** The way through Web Connector: install, open the file, type the password, the first call live. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type DesktopCompany, qwcUrl } from "../../../api/desktop.ts";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { sentence } from "../../../i18n/format.ts";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Icon, type IconName } from "../../../ui/Icon.tsx";
import { Strip } from "../../../ui/parts.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";
import { renewAndShow, shownPassword } from "./password.ts";
import { type Mark, marks, stages } from "./progress.ts";
import "./desktop.css";

type Props = { company: DesktopCompany; reload: () => Promise<void> };

export function WebConnectorSteps({ company, reload }: Props) {
  const called = company.called_at !== null;
  return (
    <ol class="way">
      <Step title={w.install} done={called}>
        <p>{w.installHow}</p>
      </Step>
      <Step title={w.file} done={called}>
        <ul class="before">
          {w.fileBefore.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        <p>{w.fileHow}</p>
        <p class="answer">{w.fileAnswer}</p>
        <div class="row wrap">
          <a class="button main" href={qwcUrl(company.id)} download target="_self">
            {w.download}
          </a>
          <span class="muted small">{w.fileSafe}</span>
        </div>
      </Step>
      <Step title={w.password} done={called}>
        <p>{w.passwordHow}</p>
        <Password company={company} reload={reload} />
      </Step>
      <Step title={w.first} done={company.probed_at !== null}>
        <p>{w.firstHow(company.seconds)}</p>
        <FirstCall company={company} />
      </Step>
    </ol>
  );
}

type StepProps = { title: string; done: boolean; children: ComponentChildren };

function Step({ title, done, children }: StepProps) {
  return (
    <li class={done ? "done" : ""}>
      <h3>{title}</h3>
      <div class="stack">{children}</div>
    </li>
  );
}

/** Shown once; afterwards there is only another one. */
export function Password({ company, reload }: Props) {
  const { busy, wrong, run } = useAction();
  const shown = shownPassword(company.id);
  return (
    <>
      {shown ? (
        <Secret value={shown} />
      ) : (
        <>
          <p class="muted">{w.passwordGone}</p>
          <div>
            <Button
              busy={busy}
              onClick={() => void run(() => renewAndShow(company.id)).then(reload)}
            >
              {w.renew}
            </Button>
          </div>
        </>
      )}
      <p class="muted small">
        {w.user} <span class="code">{company.user_name}</span>. {w.userHow}
      </p>
      <Wrong words={wrong} />
    </>
  );
}

/** Ready to be copied, or to be read out across the room. */
function Secret({ value }: { value: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div class="secret">
      <Field
        label={w.passwordLabel}
        help={w.passwordOnce}
        code
        readOnly
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      {/* Only secure pages may write to the clipboard; elsewhere the text can be selected. */}
      {navigator.clipboard && (
        <Button onClick={() => void copy()}>{copied ? w.copied : w.copy}</Button>
      )}
    </div>
  );
}

const icons: Record<Mark, IconName> = {
  done: "done",
  now: "clock",
  later: "more",
  wrong: "attention",
};

/** What has happened of the first call, as it happens. */
function FirstCall({ company }: { company: DesktopCompany }) {
  const found = marks(company);
  const { problem } = company;
  return (
    <>
      <ul class="marks" aria-live="polite">
        {stages.map((stage) => (
          <li key={stage} class={found[stage]}>
            <Icon name={icons[found[stage]]} />
            <span>{w.marks[stage][found[stage]]}</span>
          </li>
        ))}
      </ul>
      {problem && (
        <Strip tone="bad" title={problem.title}>
          <p>{sentence(problem.detail)}</p>
          <p class="strong">{sentence(problem.action)}</p>
        </Strip>
      )}
    </>
  );
}
