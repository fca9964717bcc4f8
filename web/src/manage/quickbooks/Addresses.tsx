/** What is to be entered at Intuit's developer site, ready to copy. */
import { useState } from "preact/hooks";
import type { ConnectionPage } from "../../api/connection.ts";
import { connection as w } from "../../i18n/en-connection.ts";
import { Button } from "../../ui/Button.tsx";

type Props = { addresses: ConnectionPage["addresses"]; open: boolean };

const names = ["redirect", "webhooks", "reconnect", "disconnect"] as const;

export function Addresses({ addresses, open }: Props) {
  return (
    <details class="card fold" open={open}>
      <summary>{w.addresses}</summary>
      <div class="stack">
        <p class="muted">{w.addressesWhat}</p>
        {names.map((name) => (
          <Address key={name} label={w.address[name]} value={addresses[name]} />
        ))}
      </div>
    </details>
  );
}

function Address({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div class="stack tight">
      <p class="strong">{label}</p>
      <div class="row">
        <code class="grow address">{value}</code>
        {/* Only secure pages may write to the clipboard; elsewhere the text can be selected. */}
        {navigator.clipboard && (
          <Button look="plain" onClick={() => void copy()}>
            {copied ? w.copied : w.copy}
          </Button>
        )}
      </div>
    </div>
  );
}
