import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { changeSyncSettings, getSyncSettings, type SyncSettings } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Field.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";
import type { StepProps } from "./Setup.tsx";

const purposes = [
  ["accounts_payable", d.settings.accounts_payable],
  ["adjustment", d.settings.adjustmentAccount],
  ["deposit_to", d.settings.deposit_to],
] as const;

/** The accounts with what the chart suggests; a bookkeeper looks once and agrees. */
export function AccountsStep({ reload }: StepProps) {
  const settings = useLive("sync-settings", getSyncSettings, []);
  return (
    <>
      <Failed live={settings} rows={3} />
      {settings.data && <Form given={settings.data} reload={reload} />}
    </>
  );
}

function Form({ given, reload }: { given: SyncSettings; reload: () => Promise<void> }) {
  const [accounts, setAccounts] = useState(given.accounts);
  const { busy, wrong, run } = useAction();
  const save = async () => {
    const { posting, sales_document } = given;
    if (await run(() => changeSyncSettings({ posting, sales_document, accounts }))) await reload();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {purposes.map(([name, label]) => (
        <Select
          key={name}
          label={label}
          value={accounts[name]}
          onChange={(event) => setAccounts({ ...accounts, [name]: event.currentTarget.value })}
        >
          <option value="">{d.settings.none}</option>
          {given.choices.map((account) => (
            <option key={account.id} value={account.id}>
              {account.name} ({account.type})
            </option>
          ))}
        </Select>
      ))}
      <Wrong words={wrong} />
      <div>
        <Button type="submit" look="main" busy={busy}>
          {w.accountsGo}
        </Button>
      </div>
    </form>
  );
}
