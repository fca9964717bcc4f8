/** A scan in a training copy: the real way, books that do not matter. */
import { useState } from "preact/hooks";
import { type Practice, practiceScan, skipStep, startPractice } from "../../api/onboarding.ts";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { qty } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import type { StepProps } from "./Setup.tsx";

export function PracticeStep({ step, kind, reload }: StepProps) {
  const { busy, wrong, run } = useAction();
  const [ready, setReady] = useState(false);
  const [raw, setRaw] = useState("");
  const [answer, setAnswer] = useState("");
  const [done, setDone] = useState<Practice>();
  const needs = done?.result.needs;
  const start = () =>
    run(async () => {
      await startPractice();
      setReady(true);
      setDone(undefined);
    });
  const scan = async () => {
    const answers = needs && answer ? { [needs.field]: answer } : {};
    await run(async () => setDone(await practiceScan(raw, answers)));
    setAnswer("");
    await reload();
  };
  return (
    <>
      {kind === "desktop" && <p>{w.practiceDesktop}</p>}
      <Wrong words={wrong} />
      {ready && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void scan();
          }}
        >
          <Field
            label={w.practiceScan}
            code
            big
            autoFocus
            required
            value={raw}
            onInput={(event) => {
              setRaw(event.currentTarget.value);
              setDone(undefined);
            }}
          />
          {needs && (
            <Field
              label={`${w.practiceNeeds} ${needs.prompt}`}
              type={needs.field === "expiry" ? "date" : "text"}
              value={answer}
              onInput={(event) => setAnswer(event.currentTarget.value)}
            />
          )}
          <div>
            <Button type="submit" look="main" busy={busy} disabled={!raw.trim()}>
              {w.practiceSend}
            </Button>
          </div>
        </form>
      )}
      {done && <Outcome done={done} />}
      <div class="row wrap">
        <Button look={ready ? "plain" : "main"} busy={busy} onClick={() => void start()}>
          {ready ? w.practiceAgain : w.practiceGo}
        </Button>
        {step.state === "open" && (
          <Button onClick={() => void run(() => skipStep("practice")).then(reload)}>
            {w.skip}
          </Button>
        )}
      </div>
    </>
  );
}

function Outcome({ done }: { done: Practice }) {
  const { result } = done;
  if (result.status === "needs_input") return null;
  if (result.status === "rejected") {
    return (
      <Strip tone="bad" title={result.problem?.title ?? result.message}>
        <p>{result.message}</p>
        {result.problem?.action && <p class="strong">{result.problem.action}</p>}
      </Strip>
    );
  }
  return (
    <Strip tone="ok" title={result.message}>
      {done.bill_number && (
        <p class="strong">
          {w.practiceThen(done.bill_number, (done.milliseconds / 1000).toFixed(1))}
        </p>
      )}
      <ul>
        {done.bill_lines.map((line) => (
          <li key={line.item}>
            {qty(line.qty)} × {line.item}
          </li>
        ))}
      </ul>
    </Strip>
  );
}
