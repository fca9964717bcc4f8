import { useState } from "preact/hooks";
import { t } from "../../i18n/index.ts";
import type { Read } from "../../scan/read.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Sheet } from "../../ui/Sheet.tsx";

type Props = { onRead: (read: Read) => void; onClose: () => void };

export function TypeSheet({ onRead, onClose }: Props) {
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
          onRead({ raw, source: "typed" });
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
