/** Opening stock: QuickBooks' quantities, a list, or a first count. */
import { useState } from "preact/hooks";
import { type OpeningCheck, stockFromCsv, stockFromQuickBooks } from "../../api/onboarding.ts";
import { asProblem } from "../../api/problem.ts";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { qty } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Strip } from "../../ui/parts.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { useEvery } from "../../ui/useEvery.ts";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { FirstCount } from "./FirstCount.tsx";
import type { StepProps } from "./Setup.tsx";

type Way = "quickbooks" | "csv" | "count";

export function StockStep({ step, reload }: StepProps) {
  const [way, setWay] = useState<Way>("quickbooks");
  const [taken, setTaken] = useState<Taken>();
  if (step.state === "done") return taken ? <Took taken={taken} /> : null;
  return (
    <>
      <Segments
        label={w.stockHow}
        value={way}
        options={[
          ["quickbooks", w.stockQuickBooks],
          ["csv", w.stockCsv],
          ["count", w.stockCount],
        ]}
        onChange={(value) => setWay(value as Way)}
      />
      {way === "quickbooks" && <FromQuickBooks onTaken={setTaken} reload={reload} />}
      {way === "csv" && <FromList reload={reload} />}
      {way === "count" && <FirstCount reload={reload} />}
    </>
  );
}

type Props = { reload: () => Promise<void> };
type Taken = { items: number; left_out: string[] };

/** What came over, and what still has to be counted. */
function Took({ taken }: { taken: Taken }) {
  const { items, left_out } = taken;
  return (
    <Strip tone={left_out.length ? "warn" : "ok"} title={w.stockTaken(items)}>
      {left_out.length > 0 && <p>{w.stockLeftOut(left_out.join(", "))}</p>}
    </Strip>
  );
}

const ASK_AGAIN_MS = 3_000;

/** A QuickBooks that cannot be asked just now tells at its next visit: it is waited for. */
function FromQuickBooks({ onTaken, reload }: Props & { onTaken: (taken: Taken) => void }) {
  const { busy, wrong, run } = useAction();
  const [waiting, setWaiting] = useState(false);
  const take = async () => {
    try {
      onTaken(await stockFromQuickBooks());
      setWaiting(false);
      await reload();
    } catch (error) {
      const asked = asProblem(error).code === "quantities_asked";
      setWaiting(asked);
      if (!asked) throw error;
    }
  };
  useEvery(waiting ? ASK_AGAIN_MS : null, () => run(take));
  return (
    <>
      <p>{w.stockQuickBooksWhat}</p>
      <Wrong words={wrong} />
      {waiting && (
        <Strip tone="info" title={w.stockAsked}>
          <p>{w.stockAskedHow}</p>
        </Strip>
      )}
      <div>
        <Button look="main" busy={busy || waiting} onClick={() => void run(take)}>
          {w.stockQuickBooksGo}
        </Button>
      </div>
    </>
  );
}

/** A file is checked when it is chosen; it can be booked once every row is right. */
function FromList({ reload }: Props) {
  const { busy, wrong, run } = useAction();
  const [text, setText] = useState("");
  const [checked, setChecked] = useState<OpeningCheck>();
  const check = async (file: File | undefined) => {
    setChecked(undefined);
    if (!file) return;
    const csv = await file.text();
    setText(csv);
    await run(async () => setChecked(await stockFromCsv(csv, false)));
  };
  const good = checked !== undefined && checked.bad.length === 0 && checked.rows > 0;
  return (
    <>
      <p>{w.stockCsvWhat}</p>
      <label class="field">
        <span>{w.stockCsvFile}</span>
        <input
          class="input"
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => void check(event.currentTarget.files?.[0])}
        />
      </label>
      <Wrong words={wrong} />
      {checked && <Checked check={checked} />}
      <div>
        <Button
          look="main"
          busy={busy}
          disabled={!good}
          onClick={() => void run(() => stockFromCsv(text, true)).then(reload)}
        >
          {w.stockCsvGo}
        </Button>
      </div>
    </>
  );
}

const SHOWN = 50;

export function Checked({ check }: { check: OpeningCheck }) {
  if (check.bad.length === 0) {
    return <Strip tone="ok" title={w.stockChecked(check.rows, qty(check.units))} />;
  }
  return (
    <Strip tone="bad" title={w.stockBad(check.bad.length, check.rows)}>
      <ul class="stack tight">
        {check.bad.slice(0, SHOWN).map((one) => (
          <li key={one.row}>
            <span class="strong">{w.stockRow(one.row)}</span> {one.problem}
          </li>
        ))}
      </ul>
    </Strip>
  );
}
