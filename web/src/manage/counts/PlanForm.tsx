import { useState } from "preact/hooks";
import {
  addCountPlan,
  type CountPlan,
  type CountPlanIn,
  changeCountPlan,
  listPlaces,
} from "../../api/counts.ts";
import { ProblemError } from "../../api/problem.ts";
import { countDesk } from "../../i18n/en-count-desk.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, Select } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

const w = countDesk.plan;
const methods = Object.entries(w.methods) as [CountPlanIn["method"], string][];
const fresh = {
  name: "",
  method: "abc_value",
  days_a: 30,
  days_b: 90,
  days_c: 180,
  max_bins: 20,
  automatic: false,
  active: true,
} as const;

/** A cycle count: which bins, how often, how many at once. */
export function PlanForm({ plan, onClose }: { plan?: CountPlan; onClose: () => void }) {
  const [chosen, setChosen] = useState<CountPlanIn>(() => (plan ? asInput(plan) : { ...fresh }));
  const [place, setPlace] = useState(plan?.location_code ?? "");
  const { busy, wrong, run } = useAction();
  const change = (part: Partial<CountPlanIn>) => setChosen((old) => ({ ...old, ...part }));
  const abc = chosen.method === "abc_value" || chosen.method === "abc_movement";

  const save = async () => {
    const done = await run(async () => {
      const body = { ...chosen, location_id: await placeId(place.trim()) };
      return plan ? changeCountPlan(plan.id, body) : addCountPlan(body);
    });
    if (done) onClose();
  };

  return (
    <Sheet side title={w.title} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={w.name}
          required
          maxLength={100}
          value={chosen.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
        <Select
          label={w.method}
          value={chosen.method}
          {...(abc ? { help: w.classes } : {})}
          onChange={(event) =>
            change({ method: event.currentTarget.value as CountPlanIn["method"] })
          }
        >
          {methods.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
        <Whole
          label={abc ? w.daysA : w.days}
          value={chosen.days_a}
          onChange={(days_a) => change({ days_a })}
        />
        {abc && (
          <Whole label={w.daysB} value={chosen.days_b} onChange={(days_b) => change({ days_b })} />
        )}
        {abc && (
          <Whole label={w.daysC} value={chosen.days_c} onChange={(days_c) => change({ days_c })} />
        )}
        <Whole
          label={w.most}
          value={chosen.max_bins}
          onChange={(max_bins) => change({ max_bins })}
        />
        <Field
          label={w.where}
          help={w.whereHelp}
          code
          value={place}
          onInput={(event) => setPlace(event.currentTarget.value)}
        />
        <Check
          label={w.automatic}
          value={chosen.automatic ?? false}
          onChange={(automatic) => change({ automatic })}
        />
        <Check
          label={w.active}
          value={chosen.active ?? true}
          onChange={(active) => change({ active })}
        />
        <Wrong words={wrong} />
        <Button type="submit" look="main wide tall" busy={busy}>
          {w.save}
        </Button>
      </form>
    </Sheet>
  );
}

function asInput({ id: _, location_code: __, last_run_at: ___, due: ____, ...rest }: CountPlan) {
  return rest;
}

async function placeId(code: string): Promise<string | null> {
  if (!code) return null;
  const found = (await listPlaces(code)).items.find(
    (one) => one.code.toUpperCase() === code.toUpperCase(),
  );
  if (!found) throw new ProblemError({ ...w.noPlace, status: 404, params: {} });
  return found.id;
}

type WholeProps = { label: string; value: number | undefined; onChange: (value: number) => void };

function Whole({ label, value, onChange }: WholeProps) {
  return (
    <Field
      label={label}
      type="number"
      inputMode="numeric"
      min={1}
      max={3650}
      required
      value={value}
      onInput={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}

type CheckProps = { label: string; value: boolean; onChange: (value: boolean) => void };

function Check({ label, value, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
