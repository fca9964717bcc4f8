/** A first count: a bin, then what lies in it, line by line; kept on this device until booked. */
import { useRef, useState } from "preact/hooks";
import { type OpeningCheck, type OpeningLine, stockFromCount } from "../../api/onboarding.ts";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { Checked } from "./StockStep.tsx";

const KEPT = "scanpost.first-count";
const empty = { sku: "", qty: "1", lot: "", expires: "", serials: "" };

function kept(): OpeningLine[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]") as OpeningLine[];
  } catch {
    return [];
  }
}

export function FirstCount({ reload }: { reload: () => Promise<void> }) {
  const [lines, setLines] = useState(kept);
  const [bin, setBin] = useState("");
  const [line, setLine] = useState(empty);
  const [checked, setChecked] = useState<OpeningCheck>();
  const { busy, wrong, run } = useAction();
  const item = useRef<HTMLDivElement>(null);
  const keep = (next: OpeningLine[]) => {
    setLines(next);
    setChecked(undefined);
    localStorage.setItem(KEPT, JSON.stringify(next));
  };
  const add = () => {
    keep([...lines, { bin, ...line }]);
    setLine(empty);
    item.current?.querySelector("input")?.focus();
  };
  const book = async () => {
    const done = await run(async () => {
      const answer = await stockFromCount(lines);
      setChecked(answer);
      if (answer.booked) localStorage.removeItem(KEPT);
    });
    if (done) await reload();
  };
  const columns: Column<OpeningLine & { at: number }>[] = [
    { title: w.bin, cell: (one) => <span class="code">{one.bin}</span> },
    { title: w.item, cell: (one) => <span class="code">{one.sku}</span> },
    { title: w.quantity, number: true, cell: (one) => one.qty },
    {
      title: w.lot,
      cell: (one) => [one.lot, one.expires, one.serials].filter(Boolean).join(" · "),
    },
    {
      title: "",
      cell: (one) => (
        <Button
          look="plain square"
          icon="cross"
          label={`${w.remove} ${w.stockRow(one.at + 1)}`}
          onClick={() => keep(lines.filter((_, at) => at !== one.at))}
        />
      ),
    },
  ];
  return (
    <>
      <p>{w.stockCountWhat}</p>
      <form
        class="count-line"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Field
          label={w.bin}
          code
          required
          value={bin}
          onInput={(event) => setBin(event.currentTarget.value)}
        />
        <div ref={item}>
          <Field
            label={w.item}
            code
            required
            value={line.sku}
            onInput={(event) => setLine({ ...line, sku: event.currentTarget.value })}
          />
        </div>
        <Field
          label={w.quantity}
          required
          inputMode="decimal"
          value={line.qty}
          onInput={(event) => setLine({ ...line, qty: event.currentTarget.value })}
        />
        {(["lot", "expires", "serials"] as const).map((name) => (
          <Field
            key={name}
            label={w[name]}
            value={line[name]}
            onInput={(event) => setLine({ ...line, [name]: event.currentTarget.value })}
          />
        ))}
        <Button type="submit">{w.add}</Button>
      </form>
      {lines.length > 0 && (
        <Table
          label={w.counted(lines.length)}
          columns={columns}
          rows={lines.map((one, at) => ({ ...one, at }))}
          rowKey={(one) => String(one.at)}
        />
      )}
      <Wrong words={wrong} />
      {checked && <Checked check={checked} />}
      <div class="row wrap">
        <Button look="main" busy={busy} disabled={lines.length === 0} onClick={() => void book()}>
          {w.stockCountGo}
        </Button>
        <span class="muted">{w.counted(lines.length)}</span>
      </div>
    </>
  );
}
