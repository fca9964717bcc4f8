import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { addReason, changeReason, listReasons, type Reason } from "../../api/moving.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moving } from "../../i18n/en-moving.ts";
import { money } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, Select } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

const w = moving.desk;

/** Why stock may be adjusted, and from which value on a supervisor has to agree. */
export function Reasons() {
  const reasons = useLive("all-reasons", () => listReasons(true), ["catalog.changed"]);
  const [edited, setEdited] = useState<Reason | "new">();
  const columns: Column<Reason>[] = [
    {
      title: w.name,
      cell: (row) => (
        <button type="button" class="row-button" onClick={() => setEdited(row)}>
          <span class="strong">{row.name}</span>
          <span class="muted small code">{row.code}</span>
        </button>
      ),
    },
    { title: w.direction, cell: (row) => w.directions[row.direction] },
    { title: w.destination, cell: (row) => w.destinations[row.destination] },
    {
      title: w.limit,
      number: true,
      cell: (row) => (row.supervisor_above === null ? w.never : money(row.supervisor_above)),
    },
    { title: w.inUse, cell: (row) => (row.active ? "✓" : "–") },
  ];
  return (
    <>
      <div class="row apart wrap">
        <Button icon="plus" onClick={() => setEdited("new")}>
          {w.addReason}
        </Button>
        <a href="/desk/quickbooks/mapping/accounts">{w.accounts}</a>
      </div>
      <Failed live={reasons} rows={6} />
      {reasons.data && (
        <Table
          label={w.kinds.reasons}
          columns={columns}
          rows={reasons.data}
          rowKey={(row) => row.id}
        />
      )}
      {edited && (
        <ReasonSheet
          reason={edited === "new" ? null : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            void reasons.reload();
          }}
        />
      )}
    </>
  );
}

type Props = { reason: Reason | null; onClose: () => void; onSaved: () => void };

function ReasonSheet({ reason, onClose, onSaved }: Props) {
  const [code, setCode] = useState(reason?.code ?? "");
  const [name, setName] = useState(reason?.name ?? "");
  const [limit, setLimit] = useState(reason?.supervisor_above ?? "");
  const [direction, setDirection] = useState<Reason["direction"]>(reason?.direction ?? "out");
  const [destination, setDestination] = useState<Reason["destination"]>(
    reason?.destination ?? "written_off",
  );
  const [needs_note, setNeedsNote] = useState(reason?.needs_note ?? false);
  const [active, setActive] = useState(reason?.active ?? true);
  const { busy, wrong, run } = useAction();
  const supervisor_above = limit.trim() === "" ? null : limit.trim();
  const save = () =>
    reason
      ? changeReason(reason.id, { name, supervisor_above, needs_note, active })
      : addReason({ code, name, direction, destination, supervisor_above, needs_note });
  return (
    <Sheet side title={reason ? w.changeReason : w.addReason} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void run(save).then((done) => done && onSaved());
        }}
      >
        <Field
          label={w.name}
          required
          maxLength={60}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        {!reason && (
          <>
            <Field
              label={w.code}
              help={w.codeHelp}
              required
              code
              pattern="[a-z][a-z0-9_]+"
              maxLength={30}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
            <Choice
              label={w.direction}
              words={w.directions}
              value={direction}
              onChange={setDirection}
            />
            <Choice
              label={w.destination}
              words={w.destinations}
              value={destination}
              onChange={setDestination}
            />
          </>
        )}
        <Field
          label={w.limit}
          help={w.limitHelp}
          inputMode="decimal"
          value={limit}
          onInput={(event) => setLimit(event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={needs_note}
            onChange={(event) => setNeedsNote(event.currentTarget.checked)}
          />
          <span>{w.needsNote}</span>
        </label>
        {reason && (
          <label class="check">
            <input
              type="checkbox"
              checked={active}
              onChange={(event) => setActive(event.currentTarget.checked)}
            />
            <span>{w.inUse}</span>
          </label>
        )}
        <Wrong words={wrong} />
        <Button type="submit" look="main" busy={busy}>
          {w.save}
        </Button>
      </form>
    </Sheet>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  words: Record<T, string>;
  value: T;
  onChange: (value: T) => void;
};

function Choice<T extends string>({ label, words, value, onChange }: ChoiceProps<T>) {
  return (
    <Select
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as T)}
    >
      {(Object.entries(words) as [T, string][]).map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </Select>
  );
}
