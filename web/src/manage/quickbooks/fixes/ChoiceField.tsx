import { useEffect, useState } from "preact/hooks";
import { type Fix, listChoices } from "../../../api/fixes.ts";
import { useLive } from "../../../api/live.ts";
import { Failed } from "../../../floor/Failed.tsx";
import { fixes as words } from "../../../i18n/en-fixes.ts";
import { Field, Select } from "../../../ui/Field.tsx";

type Props = {
  id: string;
  fix: Fix;
  label: string;
  value: string;
  onChange: (value: string) => void;
};

/** An account or a record of QuickBooks, the likeliest preselected; records can be searched. */
export function ChoiceField({ id, fix, label, value, onChange }: Props) {
  const [search, setSearch] = useState("");
  const list = useLive(`${id} ${fix.kind} ${search}`, () => listChoices(id, fix, search), [
    "catalog.changed",
  ]);
  const choices = list.data;
  const first = choices?.[0]?.id ?? "";
  const gone = choices !== undefined && !choices.some((one) => one.id === value);
  useEffect(() => {
    if (gone) onChange(first);
  }, [gone, first]);
  return (
    <>
      {fix.kind === "link" && (
        <Field
          label={words.search}
          type="search"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <Failed live={list} rows={1} />
      {choices?.length === 0 && <p class="muted">{words.noChoices}</p>}
      {choices && choices.length > 0 && (
        <Select
          label={label}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.hint ? `${one.name} · ${one.hint}` : one.name}
            </option>
          ))}
        </Select>
      )}
    </>
  );
}
