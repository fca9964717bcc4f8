/** The steps that show what was found and have one button. */
import { checkConnection } from "../../api/connection.ts";
import { goLive, startImport } from "../../api/onboarding.ts";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { Button } from "../../ui/Button.tsx";
import { Meter, Strip } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import type { StepProps } from "./Setup.tsx";

export function CheckStep({ kind, reload }: StepProps) {
  const { busy, wrong, run } = useAction();
  if (kind === "desktop") return null; // it tells anew at each visit
  return (
    <>
      <Wrong words={wrong} />
      <div>
        <Button busy={busy} onClick={() => void run(checkConnection).then(reload)}>
          {w.checkGo}
        </Button>
      </div>
    </>
  );
}

export function ImportStep({ step, reload }: StepProps) {
  const { busy, wrong, run } = useAction();
  const { read = 0, all = 0, ...counts } = step.figures as Record<string, number>;
  return (
    <>
      <dl class="figures">
        {Object.entries(counts).map(([name, count]) => (
          <div key={name}>
            <dt class="muted small">{w.figures[name]}</dt>
            <dd>{count.toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
      {step.state === "doing" && (
        <div class="stack tight" aria-live="polite">
          <p>{w.importing(read, all)}</p>
          <Meter part={read} whole={all} />
        </div>
      )}
      <Wrong words={wrong} />
      <div>
        <Button busy={busy} onClick={() => void run(startImport).then(reload)}>
          {w.importGo}
        </Button>
      </div>
    </>
  );
}

export function LiveStep({ step, reload }: StepProps) {
  const { busy, wrong, run } = useAction();
  if (step.state === "done") {
    return (
      <>
        <Strip tone="ok" title={w.liveDone} />
        <a class="button" href="/desk/today">
          {w.toToday}
        </a>
      </>
    );
  }
  return (
    <>
      <Wrong words={wrong} />
      <div>
        <Button look="main" busy={busy} onClick={() => void run(goLive).then(reload)}>
          {w.liveGo}
        </Button>
      </div>
    </>
  );
}
