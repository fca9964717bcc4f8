import { useState } from "preact/hooks";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import type { TaskRun } from "./run.ts";

export function TypeSheet({ run, onClose }: { run: TaskRun; onClose: () => void }) {
  const [text, setText] = useState("");
  return (
    <Sheet title={t.scan.typeTitle} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const raw = text.trim();
          if (!raw) return;
          onClose();
          void run.read({ raw, source: "typed" });
        }}
      >
        <Field
          label={t.scan.typeLabel}
          big
          code
          autofocus
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="done"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" look="main wide tall" disabled={!text.trim()}>
          {t.scan.typeSubmit}
        </Button>
      </form>
    </Sheet>
  );
}
