import { useEffect, useState } from "preact/hooks";
import { type Fix, fixFinding, listFindingChoices } from "../../api/findings.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { findings as words } from "../../i18n/en-findings.ts";
import { atLeast } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Field.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

type Props = { id: string; fix: Fix; main: boolean; onDone: () => Promise<void> };

/** What has to be chosen about a fix, by the name the server gives it. */
const choiceOf: Partial<Record<Fix["kind"], string>> = {
  choose_account: "chosen",
  link: "record",
};

/** One way out of a finding: a button, or a short list to choose from first. */
export function FindingFix({ id, fix, main, onDone }: Props) {
  const [open, setOpen] = useState(false);
  const { busy, wrong, run } = useAction();
  const look = main ? "main" : "plain";
  if (fix.manager && !atLeast("manager")) return <p class="muted">{words.manager}</p>;
  if (fix.kind === "reconnect") {
    return (
      <a class="button main" href="/desk/quickbooks/connection">
        {words.reconnect}
      </a>
    );
  }
  const act = async (chosen?: Record<string, string>) => {
    if (await run(() => fixFinding(id, fix, chosen))) await onDone();
  };
  const name = choiceOf[fix.kind];
  if (name && open) {
    return (
      <Choice id={id} fix={fix} busy={busy} onChosen={(value) => void act({ [name]: value })}>
        <Wrong words={wrong} />
      </Choice>
    );
  }
  return (
    <>
      <Wrong words={wrong} />
      <Button look={look} busy={busy} onClick={() => (name ? setOpen(true) : void act())}>
        {fix.label}
      </Button>
    </>
  );
}

type ChoiceProps = {
  id: string;
  fix: Fix;
  busy: boolean;
  onChosen: (value: string) => void;
  children: preact.ComponentChildren;
};

function Choice({ id, fix, busy, onChosen, children }: ChoiceProps) {
  const [value, setValue] = useState("");
  const list = useLive(`${id} ${fix.kind}`, () => listFindingChoices(id, fix), []);
  const first = list.data?.[0]?.id ?? "";
  useEffect(() => setValue(first), [first]);
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        onChosen(value);
      }}
    >
      <Failed live={list} rows={1} />
      {list.data?.length === 0 && <p class="muted">{words.noChoices}</p>}
      {first && (
        <Select
          label={words.choose}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        >
          {list.data?.map((one) => (
            <option key={one.id} value={one.id}>
              {one.hint ? `${one.name} · ${one.hint}` : one.name}
            </option>
          ))}
        </Select>
      )}
      {children}
      <Button type="submit" look="main" busy={busy} disabled={!value}>
        {words.chooseThis}
      </Button>
    </form>
  );
}
