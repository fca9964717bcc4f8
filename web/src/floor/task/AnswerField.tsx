import { useState } from "preact/hooks";
import { day } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { isoDay, maskDate } from "./dates.ts";

type Props = {
  label: string;
  help?: string;
  /** Words rather than a code. */
  plain?: boolean;
  onSubmit: (value: string) => void;
};

export function AnswerField({ label, help, plain, onSubmit }: Props) {
  const [text, setText] = useState("");
  return (
    <form
      class="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onSubmit(text.trim());
      }}
    >
      <Field
        label={label}
        {...(help ? { help } : {})}
        code={!plain}
        autocomplete="off"
        autocapitalize={plain ? "sentences" : "characters"}
        spellcheck={false}
        enterkeyhint="done"
        maxLength={plain ? 200 : 40}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" look="main" disabled={!text.trim()}>
        {t.scan.answerUse}
      </Button>
    </form>
  );
}

/** A date by digits alone: quicker with gloves than any calendar. */
export function DateField({ onSubmit }: { onSubmit: (iso: string) => void }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        const iso = isoDay(text);
        if (iso) onSubmit(iso);
        else setWrong(true);
      }}
    >
      <Field
        label={t.scan.answerExpiry}
        help={t.scan.answerExpiryHelp}
        wrong={wrong ? t.scan.answerExpiryWrong : undefined}
        big
        code
        inputMode="numeric"
        autocomplete="off"
        enterkeyhint="done"
        placeholder={day("2027-03-14")}
        value={text}
        onInput={(event) => {
          setWrong(false);
          setText(maskDate(event.currentTarget.value));
          event.currentTarget.value = maskDate(event.currentTarget.value);
        }}
      />
      <Button type="submit" look="main tall" disabled={text.length < 8}>
        {t.scan.answerUse}
      </Button>
    </form>
  );
}
