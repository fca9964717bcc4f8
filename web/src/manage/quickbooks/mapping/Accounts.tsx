/** Where QuickBooks books what the warehouse does; what needs a person first. */
import { useLive } from "../../../api/live.ts";
import {
  type AccountsView,
  chooseAccount,
  getAccounts,
  type Purpose,
} from "../../../api/mapping.ts";
import { Failed } from "../../../floor/Failed.tsx";
import { mapping as words } from "../../../i18n/en-mapping.ts";
import { atLeast } from "../../../session.ts";
import { Button } from "../../../ui/Button.tsx";
import { Select } from "../../../ui/Field.tsx";
import { Strip } from "../../../ui/parts.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";

export function Accounts({ onChange }: { onChange: () => Promise<void> }) {
  const accounts = useLive("accounts", getAccounts, ["sync.changed"]);
  const { busy, wrong, run } = useAction();
  const { data } = accounts;
  if (!data) return <Failed live={accounts} rows={6} />;
  const choose = async (one: Purpose, account: string) => {
    await run(() => chooseAccount(one.purpose, one.reason, account));
    await Promise.all([accounts.reload(), onChange()]);
  };
  const lines = data.purposes.filter((one) => !one.reason);
  const reasons = data.purposes.filter((one) => one.reason);
  const line = (one: Purpose) => (
    <Line
      key={one.purpose + one.reason}
      purpose={one}
      chart={data.chart}
      busy={busy}
      choose={choose}
    />
  );
  return (
    <>
      <Wrong words={wrong} />
      {!atLeast("manager") && <p class="muted">{words.managerOnly}</p>}
      <div class="map-cards">{lines.map(line)}</div>
      <section class="stack">
        <h2>{words.byReason}</h2>
        <p class="muted">{words.byReasonWhat}</p>
        <div class="map-cards">{reasons.map(line)}</div>
      </section>
    </>
  );
}

type LineProps = {
  purpose: Purpose;
  chart: AccountsView["chart"];
  busy: boolean;
  choose: (one: Purpose, account: string) => Promise<void>;
};

function Line({ purpose: one, chart, busy, choose }: LineProps) {
  const fitting = chart.filter((account) => one.types.includes(account.type));
  const { title } = one;
  const suggested = one.suggestion?.account;
  const missing = one.required && !one.chosen;
  return (
    <section class="card stack" aria-label={title}>
      <Select
        label={title}
        help={one.reason ? "" : one.what}
        value={one.chosen?.id ?? ""}
        disabled={busy || !atLeast("manager")}
        onChange={(event) => void choose(one, event.currentTarget.value)}
      >
        <option value="">{one.reason ? words.likeAll : words.notChosen}</option>
        {one.chosen && !fitting.some((account) => account.id === one.chosen?.id) && (
          <option value={one.chosen.id}>{one.chosen.name}</option>
        )}
        {fitting.map((account) => (
          <option key={account.id} value={account.id}>
            {account.name}
          </option>
        ))}
      </Select>
      {(one.problem || missing) && (
        <Strip tone="bad" title={one.problem || words.needed}>
          <p>{words.takes(one.types.join(", "))}</p>
        </Strip>
      )}
      {suggested && suggested.id !== one.chosen?.id && (!one.chosen || one.problem) && (
        <div class="row apart wrap">
          <span class="muted small">{one.suggestion?.why}</span>
          {atLeast("manager") && (
            <Button icon="check" busy={busy} onClick={() => void choose(one, suggested.id)}>
              {words.useAccount(suggested.name)}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
