import { useState } from "preact/hooks";
import { addToken, listTokens, removeToken } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moment } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { EmptyState, Strip } from "../../ui/parts.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

/** Access for programs: made here, shown once, ended at once. */
export function Tokens() {
  const tokens = useLive("tokens", listTokens, ["access.changed"]);
  const [label, setLabel] = useState("");
  const [made, setMade] = useState<string>();
  const { busy, wrong, run } = useAction();

  const make = () =>
    run(async () => {
      setMade((await addToken(label.trim())).token);
      setLabel("");
      await tokens.reload();
    });

  return (
    <>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Field
          label={d.people.tokenLabel}
          required
          maxLength={100}
          value={label}
          onInput={(event) => setLabel(event.currentTarget.value)}
        />
        <Button type="submit" look="main" busy={busy} disabled={!label.trim()}>
          {d.people.makeToken}
        </Button>
      </form>
      <Wrong words={wrong} />
      <Failed live={tokens} rows={3} />
      {tokens.data?.items.length === 0 && (
        <EmptyState icon="lock" title={d.people.noTokens}>
          <p>{d.people.noTokensHow}</p>
        </EmptyState>
      )}
      {tokens.data && tokens.data.items.length > 0 && (
        <Table
          label={d.people.tokens}
          rows={tokens.data.items}
          rowKey={(token) => token.id}
          columns={[
            { title: d.people.tokenLabel, cell: (token) => <strong>{token.label}</strong> },
            { title: d.people.person, cell: (token) => token.user.name },
            { title: d.people.role, cell: (token) => d.people.roles[token.role] },
            {
              title: d.people.lastSeen,
              cell: (token) => moment(token.last_seen_at) || d.people.never,
            },
            {
              title: "",
              number: true,
              cell: (token) => (
                <Button
                  look="danger"
                  busy={busy}
                  onClick={async () => {
                    if (await run(() => removeToken(token.id))) await tokens.reload();
                  }}
                >
                  {d.people.remove}
                </Button>
              ),
            },
          ]}
        />
      )}
      {made && (
        <Sheet title={d.people.tokenTitle} onClose={() => setMade(undefined)}>
          <Strip tone="warn" title={d.people.tokenOnce} />
          <p class="code strong">{made}</p>
          <Button look="main" onClick={() => void navigator.clipboard?.writeText(made)}>
            {d.people.copy}
          </Button>
        </Sheet>
      )}
    </>
  );
}
