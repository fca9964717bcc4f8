import { useState } from "preact/hooks";
import { signIn } from "../../api/calls.ts";
import { asProblem } from "../../api/problem.ts";
import { problemWords, t } from "../../i18n/index.ts";
import { enterNow } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";

type Props = { notEnrolled: boolean; onBack?: (() => void) | undefined };

export function ManagerForm({ notEnrolled, onBack }: Props) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<ReturnType<typeof problemWords>>();

  const submit = async () => {
    setBusy(true);
    setWrong(undefined);
    try {
      await signIn(email.trim(), password);
      await enterNow();
    } catch (error) {
      setWrong(problemWords(asProblem(error)));
      setBusy(false);
    }
  };

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h1>{t.signIn.manager}</h1>
      {wrong && (
        <Strip tone="bad" title={wrong.title}>
          {wrong.detail && <p>{wrong.detail}</p>}
          {wrong.action && <p>{wrong.action}</p>}
        </Strip>
      )}
      <Field
        label={t.signIn.email}
        type="email"
        name="email"
        autocomplete="username"
        required
        value={email}
        onInput={(event) => setEmail(event.currentTarget.value)}
      />
      <Field
        label={t.signIn.password}
        type="password"
        name="password"
        autocomplete="current-password"
        required
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" look="main wide tall" busy={busy}>
        {busy ? t.signIn.signingIn : t.signIn.submit}
      </Button>
      {onBack && (
        <Button look="plain wide" onClick={onBack}>
          {t.signIn.backToBadge}
        </Button>
      )}
      {notEnrolled && (
        <div class="strip info">
          <div class="stack tight">
            <p class="strong">{t.signIn.notEnrolled}</p>
            <p>{t.signIn.notEnrolledHow}</p>
          </div>
        </div>
      )}
    </form>
  );
}
