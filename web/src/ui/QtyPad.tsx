import { useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { Button } from "./Button.tsx";

type Props = {
  unit?: string;
  /** Quantities one tap away, for example "all that is left". */
  quick?: { qty: string; label: string }[];
  submitLabel: string;
  onSubmit: (qty: string) => void;
};

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"] as const;

/** The next text of a quantity being typed: digits, one point, at most five decimal places. */
export function typeKey(text: string, key: string): string {
  if (key === "." && text.includes(".")) return text;
  if (key === "." && text === "") return "0.";
  const next = text === "0" && key !== "." ? key : text + key;
  return /^\d{0,9}(\.\d{0,5})?$/.test(next) ? next : text;
}

/** Whether `text` is a quantity above zero. */
export function isQty(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text) && /[1-9]/.test(text);
}

export function QtyPad({ unit, quick = [], submitLabel, onSubmit }: Props) {
  const [text, setText] = useState("");
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isQty(text)) onSubmit(text);
      }}
      onKeyDown={(event) => {
        if (/^[\d.]$/.test(event.key)) setText((old) => typeKey(old, event.key));
        else if (event.key === "Backspace") setText((old) => old.slice(0, -1));
      }}
    >
      <output class="pad-value" aria-live="polite">
        {text || <span class="muted">0</span>}
        {unit && unit !== "each" && <small>{unit}</small>}
      </output>
      {quick.length > 0 && (
        <div class="row wrap">
          {quick.map(({ qty, label }) => (
            <Button key={label} look="tall" class="button tall grow" onClick={() => onSubmit(qty)}>
              {label}
            </Button>
          ))}
        </div>
      )}
      <div class="pad">
        {keys.map((key) => (
          <Button key={key} onClick={() => setText((old) => typeKey(old, key))}>
            {key}
          </Button>
        ))}
        <Button icon="erase" label={t.erase} onClick={() => setText((old) => old.slice(0, -1))} />
      </div>
      <Button type="submit" look="main wide tall" disabled={!isQty(text)}>
        {submitLabel}
      </Button>
    </form>
  );
}
