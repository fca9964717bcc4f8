/** How large the company file is, as a person reads it there, and what that means. */
import { useState } from "preact/hooks";
import { changeDesktop, type DesktopCompany } from "../../../api/desktop.ts";
import { desktop as w } from "../../../i18n/en-desktop.ts";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";

type Props = { company: DesktopCompany; reload: () => Promise<void> };

const tones = { unknown: "", fine: "", plan: "tone-warn strong", act: "tone-bad strong" } as const;

export function FileSize({ company, reload }: Props) {
  const { mb, level, sentence } = company.file_size;
  const [size, setSize] = useState(mb === null ? "" : String(mb));
  const { busy, wrong, run } = useAction();
  return (
    <section class="card stack">
      <h2>{w.size}</h2>
      <p class={tones[level]}>{sentence}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => changeDesktop(company.id, { file_mb: Number(size) || 0 })).then(reload);
        }}
      >
        <Field
          label={w.sizeMb}
          help={w.sizeHelp}
          inputMode="numeric"
          pattern="[0-9]*"
          maxLength={6}
          value={size}
          onInput={(event) => setSize(event.currentTarget.value)}
        />
        <Wrong words={wrong} />
        <div class="row wrap">
          <Button type="submit" busy={busy}>
            {w.save}
          </Button>
          {level !== "unknown" && <span class="muted small">{w.sizeRule}</span>}
        </div>
      </form>
    </section>
  );
}
