/** From an empty Scanpost to the first synced scan: one step open at a time, the others in sight. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { getOnboarding, type Onboarding, type Step } from "../../api/onboarding.ts";
import { Failed } from "../../floor/Failed.tsx";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, Meter, type Tone } from "../../ui/parts.tsx";
import { PageHead } from "../PageHead.tsx";
import { AccountsStep } from "./AccountsStep.tsx";
import { ConnectStep } from "./ConnectStep.tsx";
import { PlacesStep } from "./PlacesStep.tsx";
import { PracticeStep } from "./PracticeStep.tsx";
import { CheckStep, ImportStep, LiveStep } from "./plainSteps.tsx";
import { StockStep } from "./StockStep.tsx";
import "./setup.css";

export type StepProps = {
  step: Step;
  /** Which QuickBooks was chosen; null while none is. */
  kind: Onboarding["kind"];
  reload: () => Promise<void>;
};

const screens: Record<string, ComponentType<StepProps>> = {
  connect: ConnectStep,
  check: CheckStep,
  import: ImportStep,
  accounts: AccountsStep,
  places: PlacesStep,
  stock: StockStep,
  practice: PracticeStep,
  live: LiveStep,
};
const tones: Record<string, Tone> = { done: "ok", doing: "info", open: "warn" };
const finished = (step: Step) => step.state === "done" || step.state === "skipped";

export function Setup() {
  const live = useLive("onboarding", getOnboarding, [
    "onboarding.changed",
    "sync.changed",
    "catalog.changed",
  ]);
  return (
    <>
      <PageHead title={w.title} />
      <Failed live={live} rows={8} />
      {live.data && <Steps all={live.data} reload={live.reload} />}
    </>
  );
}

function Steps({ all, reload }: { all: Onboarding; reload: () => Promise<void> }) {
  const next = all.steps.find((step) => !finished(step))?.step;
  const [open, choose] = useState(next);
  const done = all.steps.filter(finished).length;
  return (
    <div class="stack setup">
      <p class="muted">{w.what}</p>
      <div class="stack tight">
        <p class="strong">{w.progress(done, all.steps.length)}</p>
        <Meter part={done} whole={all.steps.length} />
      </div>
      <ol class="steps">
        {all.steps.map((step, at) => (
          <li
            key={step.step}
            class={step.state}
            aria-current={step.step === next ? "step" : undefined}
          >
            <button
              type="button"
              class="step-head"
              aria-expanded={step.step === open}
              disabled={step.state === "blocked"}
              onClick={() => choose(step.step === open ? undefined : step.step)}
            >
              <span class="step-number" aria-hidden="true">
                {at + 1}
              </span>
              <span class="grow strong">{w.steps[step.step]}</span>
              <Chip tone={tones[step.state] ?? ""}>{w.states[step.state]}</Chip>
            </button>
            {step.step === open && (
              <div class="step-body stack">
                <Body step={step} kind={all.kind} reload={reload} />
                {next && finished(step) && (
                  <div>
                    <Button look="main" onClick={() => choose(next)}>
                      {w.goOn(w.steps[next] ?? "")}
                    </Button>
                  </div>
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Body({ step, kind, reload }: StepProps) {
  const Screen = screens[step.step];
  return (
    <>
      <p class="muted">{(kind === "desktop" && w.whyDesktop[step.step]) || w.why[step.step]}</p>
      {step.said.map((one) => (
        <p key={one}>{one}</p>
      ))}
      {Screen && <Screen step={step} kind={kind} reload={reload} />}
    </>
  );
}
