import { useState } from "preact/hooks";
import { applyFix, type Fix } from "../../../api/fixes.ts";
import { fixes as words } from "../../../i18n/en-fixes.ts";
import { today } from "../../../i18n/format.ts";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";
import { ChoiceField } from "./ChoiceField.tsx";
import { choiceOf, suggested } from "./kinds.ts";

export type FixProps = { id: string; fix: Fix; main?: boolean; onDone: () => Promise<void> };

/** One way out: a button, with what it has to know asked right above it. */
export function FixForm({ id, fix, main, onDone }: FixProps) {
  const name = choiceOf[fix.kind];
  const [value, setValue] = useState(suggested(fix) || (fix.kind === "redate" ? today() : ""));
  const { busy, wrong, run } = useAction();
  const act = async () => {
    if (await run(() => applyFix(id, fix, name ? { [name]: value.trim() } : {}))) await onDone();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void act();
      }}
    >
      {name && <Ask id={id} fix={fix} value={value} onChange={setValue} />}
      <Wrong words={wrong} />
      <Button
        type="submit"
        {...(main ? { look: "main" as const } : {})}
        busy={busy}
        disabled={name !== undefined && !value.trim()}
      >
        {(name && words.go[fix.kind]) || fix.label}
      </Button>
    </form>
  );
}

type AskProps = { id: string; fix: Fix; value: string; onChange: (value: string) => void };

function Ask({ id, fix, value, onChange }: AskProps) {
  const label = words.asks[fix.kind] ?? fix.label;
  if (fix.kind === "choose_account" || fix.kind === "link") {
    return <ChoiceField id={id} fix={fix} label={label} value={value} onChange={onChange} />;
  }
  return (
    <>
      {fix.kind === "by_hand" && <p class="muted">{words.byHandWhat}</p>}
      <Field
        label={label}
        type={fix.kind === "redate" ? "date" : "text"}
        code={fix.kind === "renumber" || fix.kind === "by_hand"}
        required
        maxLength={fix.kind === "rename" ? 500 : fix.kind === "renumber" ? 21 : 40}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </>
  );
}
