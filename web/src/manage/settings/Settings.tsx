import { useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { changeSyncSettings, getSyncSettings, type SyncSettings } from "../../api/sync.ts";
import { Failed } from "../../floor/Failed.tsx";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Field.tsx";
import { EmptyState, Strip } from "../../ui/parts.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { PageHead } from "../PageHead.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

export function Settings() {
  const settings = useLive("sync-settings", getSyncSettings, ["sync.changed"]);
  return (
    <>
      <PageHead title={d.settings.title} />
      {settings.problem?.status === 409 ? (
        <EmptyState icon="sending" title={d.settings.notConnected} />
      ) : (
        <Failed live={settings} rows={4} />
      )}
      {settings.data && <SettingsForm key="form" given={settings.data} />}
    </>
  );
}

const kinds = ["receipt", "shipment", "adjustment"] as const;
const accounts = [
  ["accounts_payable", d.settings.accounts_payable],
  ["adjustment", d.settings.adjustmentAccount],
  ["deposit_to", d.settings.deposit_to],
] as const;

/** What a bookkeeper decides about the books. */
function SettingsForm({ given }: { given: SyncSettings }) {
  const [chosen, setChosen] = useState(given);
  const [saved, setSaved] = useState(false);
  const { busy, wrong, run } = useAction();
  const change = (part: Partial<SyncSettings>) => {
    setSaved(false);
    setChosen((old) => ({ ...old, ...part }));
  };
  const save = async () => {
    const { posting, sales_document } = chosen;
    const done = await run(() =>
      changeSyncSettings({ posting, sales_document, accounts: chosen.accounts }),
    );
    setSaved(done);
  };

  return (
    <form
      class="stack loose settings"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <section class="card stack">
        <h2>{d.settings.when}</h2>
        <p class="muted">{d.settings.whenWhat}</p>
        {kinds.map((kind) => (
          <Segments
            key={kind}
            label={d.settings[kind]}
            value={chosen.posting[kind]}
            options={[
              ["each_scan", d.settings.each_scan],
              ["on_completion", d.settings.on_completion],
            ]}
            onChange={(value) =>
              change({
                posting: { ...chosen.posting, [kind]: value as "each_scan" | "on_completion" },
              })
            }
          />
        ))}
      </section>
      <section class="card stack">
        <h2>{d.settings.salesDocument}</h2>
        <Segments
          label={d.settings.shipment}
          value={chosen.sales_document}
          options={[
            ["invoice", d.settings.invoice],
            ["sales_receipt", d.settings.sales_receipt],
          ]}
          onChange={(value) => change({ sales_document: value as SyncSettings["sales_document"] })}
        />
      </section>
      <section class="card stack">
        <h2>{d.settings.accounts}</h2>
        <p class="muted">{d.settings.accountsWhat}</p>
        {accounts.map(([name, label]) => (
          <Select
            key={name}
            label={label}
            value={chosen.accounts[name]}
            onChange={(event) =>
              change({ accounts: { ...chosen.accounts, [name]: event.currentTarget.value } })
            }
          >
            <option value="">{d.settings.none}</option>
            {chosen.choices.map((account) => (
              <option key={account.id} value={account.id}>
                {account.name} ({account.type})
              </option>
            ))}
          </Select>
        ))}
      </section>
      <Wrong words={wrong} />
      {saved && <Strip tone="ok" title={d.settings.saved} />}
      <div>
        <Button type="submit" look="main" busy={busy}>
          {d.settings.save}
        </Button>
      </div>
    </form>
  );
}
