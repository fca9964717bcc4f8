import { useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { Button } from "./Button.tsx";

type Props = {
  label: string;
  submitLabel: string;
  /** Rejects if the PIN is wrong: the digits are then cleared. */
  onSubmit: (pin: string) => Promise<void>;
  onBack: () => void;
  wrong?: string | undefined;
};

const SHORTEST = 4;
const LONGEST = 6;
const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Four to six digits on large keys; a keyboard works too. */
export function PinPad({ label, submitLabel, onSubmit, onBack, wrong }: Props) {
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const add = (digit: string) => setPin((old) => (old + digit).slice(0, LONGEST));

  const submit = async () => {
    if (pin.length < SHORTEST || busy) return;
    setBusy(true);
    await onSubmit(pin).catch(() => setPin(""));
    setBusy(false);
  };

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (/^\d$/.test(event.key)) add(event.key);
        else if (event.key === "Backspace") setPin((old) => old.slice(0, -1));
      }}
    >
      <div class="row">
        <Button look="plain square" icon="back" label={t.back} onClick={onBack} />
        <p class="strong grow">{label}</p>
      </div>
      <p class="pin-dots">
        <span class="hidden-text">{`${pin.length}`}</span>
        {Array.from({ length: Math.max(SHORTEST, pin.length) }, (_, at) => (
          <i key={at} class={at < pin.length ? "on" : ""} aria-hidden="true" />
        ))}
      </p>
      {wrong && (
        <p class="tone-bad strong" role="alert">
          {wrong}
        </p>
      )}
      <div class="pad">
        {digits.map((digit) => (
          <Button key={digit} onClick={() => add(digit)}>
            {digit}
          </Button>
        ))}
        <Button icon="erase" label={t.erase} onClick={() => setPin((old) => old.slice(0, -1))} />
        <Button onClick={() => add("0")}>0</Button>
        <Button
          type="submit"
          look="main"
          icon="check"
          label={submitLabel}
          busy={busy}
          disabled={pin.length < SHORTEST}
        />
      </div>
    </form>
  );
}
