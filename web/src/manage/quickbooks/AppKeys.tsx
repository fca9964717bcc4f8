/** The keys of our own Intuit app: typed once, tested, and never shown again. */
import { useState } from "preact/hooks";
import { type AppKeys, type NewAppKeys, saveAppKeys } from "../../api/connection.ts";
import { connection as w } from "../../i18n/en-connection.ts";
import { moment } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";

type Props = { keys: AppKeys | null; open: boolean; reload: () => Promise<void> };

export function AppKeysCard({ keys, open, reload }: Props) {
  return (
    <details class="card fold" open={open}>
      <summary>{w.keys}</summary>
      <div class="stack settings">
        <p class="muted">{w.keysWhat}</p>
        <KeysForm keys={keys} reload={reload} />
      </div>
    </details>
  );
}

const secret = {
  type: "password",
  autoComplete: "off",
  spellcheck: false,
  maxLength: 200,
} as const;

function KeysForm({ keys, reload }: Omit<Props, "open">) {
  const [given, setGiven] = useState<NewAppKeys>({
    environment: keys?.environment === "production" ? "production" : "sandbox",
    client_id: keys?.client_id ?? "",
    client_secret: "",
    verifier: "",
  });
  const [saved, setSaved] = useState(false);
  const { busy, wrong, run } = useAction();
  const change = (part: Partial<NewAppKeys>) => {
    setSaved(false);
    setGiven((old) => ({ ...old, ...part }));
  };
  const save = async () => {
    if (!(await run(() => saveAppKeys(given)))) return;
    change({ client_secret: "", verifier: "" });
    setSaved(true);
    await reload();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Segments
        label={w.environment}
        value={given.environment}
        options={[
          ["sandbox", w.sandbox],
          ["production", w.production],
        ]}
        onChange={(value) => change({ environment: value as NewAppKeys["environment"] })}
      />
      <Field
        label={w.clientId}
        code
        required
        autoComplete="off"
        spellcheck={false}
        maxLength={200}
        value={given.client_id}
        onInput={(event) => change({ client_id: event.currentTarget.value })}
      />
      <Field
        label={w.clientSecret}
        {...secret}
        required={!keys}
        help={w.kept(keys?.secret_tail ?? "")}
        value={given.client_secret ?? ""}
        onInput={(event) => change({ client_secret: event.currentTarget.value })}
      />
      <Field
        label={w.verifier}
        {...secret}
        help={w.kept(keys?.verifier_tail ?? "") || w.verifierHelp}
        value={given.verifier ?? ""}
        onInput={(event) => change({ verifier: event.currentTarget.value })}
      />
      <Wrong words={wrong} />
      {saved && (
        <Strip tone="ok" title={w.saved}>
          <p>{w.reconnectAfter}</p>
        </Strip>
      )}
      <div class="row wrap">
        <Button type="submit" look="main" busy={busy}>
          {w.saveKeys}
        </Button>
        {keys?.tested_at && <span class="muted small">{w.keysTested(moment(keys.tested_at))}</span>}
      </div>
    </form>
  );
}
