import { useState } from "preact/hooks";
import { type CountRules, changeCountRules, getCountRules } from "../../api/counts.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { countDesk as w } from "../../i18n/en-count-desk.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

/** From which difference on a bin is counted a second time, and by whom. */
export function RulesForm() {
  const rules = useLive("count-rules", getCountRules);
  return (
    <>
      <Failed live={rules} rows={3} />
      {rules.data && <Form given={rules.data} />}
    </>
  );
}

const limits = [
  ["recount_percent", w.rules.percent, "numeric"],
  ["recount_units", w.rules.units, "decimal"],
  ["recount_value", w.rules.value, "decimal"],
] as const;

function Form({ given }: { given: CountRules }) {
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(limits.map(([name]) => [name, String(given[name] ?? "")])),
  );
  const [byOther, setByOther] = useState(given.recount_by_other);
  const [saved, setSaved] = useState(false);
  const { busy, wrong, run } = useAction();
  const text = (name: string) => (texts[name] ?? "").trim();
  const save = async () => {
    const body: CountRules = {
      recount_percent: text("recount_percent") ? Number(text("recount_percent")) : null,
      recount_units: text("recount_units") || null,
      recount_value: text("recount_value") || null,
      recount_by_other: byOther,
    };
    setSaved(await run(() => changeCountRules(body)));
  };
  return (
    <form
      class="card stack settings"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p class="muted">{w.rules.what}</p>
      {limits.map(([name, label, keys]) => (
        <Field
          key={name}
          label={label}
          help={w.rules.empty}
          inputMode={keys}
          pattern={keys === "numeric" ? "\\d{0,4}" : "\\d{0,9}(\\.\\d{1,5})?"}
          value={texts[name] ?? ""}
          onInput={(event) => {
            const { value } = event.currentTarget;
            setSaved(false);
            setTexts((old) => ({ ...old, [name]: value }));
          }}
        />
      ))}
      <label class="check">
        <input
          type="checkbox"
          checked={byOther}
          onChange={(event) => {
            setSaved(false);
            setByOther(event.currentTarget.checked);
          }}
        />
        {w.rules.other}
      </label>
      <Wrong words={wrong} />
      {saved && <Strip tone="ok" title={w.rules.saved} />}
      <div>
        <Button type="submit" look="main" busy={busy}>
          {w.rules.save}
        </Button>
      </div>
    </form>
  );
}
