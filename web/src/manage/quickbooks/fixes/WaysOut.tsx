import type { Fix } from "../../../api/fixes.ts";
import { fixes as words } from "../../../i18n/en-fixes.ts";
import { atLeast } from "../../../session.ts";
import { FixForm } from "./FixForm.tsx";
import { choiceOf, fixKey } from "./kinds.ts";

type Props = { id: string; fixes: Fix[]; also: number; onDone: () => Promise<void> };

/** The best way out as one button, the others one tap deeper. */
export function WaysOut({ id, fixes, also, onDone }: Props) {
  const [first, ...rest] = fixes;
  if (!first) return null;
  return (
    <div class="stack ways-out">
      <WayOut id={id} fix={first} main onDone={onDone} />
      {also > 0 && <p class="muted">{words.also(also)}</p>}
      {rest.length > 0 && (
        <details>
          <summary>{words.others}</summary>
          <ul class="stack">
            {rest.map((fix) => (
              <li key={fixKey(fix)}>
                <WayOut id={id} fix={fix} onDone={onDone} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

type OneProps = { id: string; fix: Fix; main?: boolean; onDone: () => Promise<void> };

function WayOut({ id, fix, main, onDone }: OneProps) {
  if (fix.kind === "reconnect") {
    return (
      <a class={`button ${main ? "main" : ""}`} href="/desk/quickbooks/connection">
        {words.reconnect}
      </a>
    );
  }
  if (fix.manager && !atLeast("manager")) {
    return (
      <p class="muted">
        {fix.label}: {words.manager}
      </p>
    );
  }
  const form = <FixForm id={id} fix={fix} {...(main ? { main } : {})} onDone={onDone} />;
  if (main || !choiceOf[fix.kind]) return form;
  return (
    <details>
      <summary>{fix.label}</summary>
      {form}
    </details>
  );
}
