/** Turns this browser into a device of the company, with the code behind # of the address. */
import { useState } from "preact/hooks";
import { enrol } from "../../api/calls.ts";
import { asProblem } from "../../api/problem.ts";
import { problemWords, t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { loadSession } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Strip } from "../../ui/parts.tsx";
import { Mark } from "./Mark.tsx";
import "./signin.css";

export function Enrol() {
  const [code, setCode] = useState(codeInAddress());
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [ready, setReady] = useState<string>();
  const [wrong, setWrong] = useState<ReturnType<typeof problemWords>>();

  const submit = async () => {
    setBusy(true);
    setWrong(undefined);
    try {
      const { device } = await enrol(code.trim(), name.trim());
      setReady(device.name);
      // The code works once: do not leave it in the address.
      go("/enrol", { replace: true });
    } catch (error) {
      setWrong(problemWords(asProblem(error)));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="signin">
      <main id="content" class="signin-main">
        <Mark />
        {ready ? (
          <div class="stack">
            <Strip tone="ok" title={t.signIn.enrolled(ready)} />
            <Button
              look="main wide tall"
              onClick={() => {
                go("/", { replace: true });
                void loadSession();
              }}
            >
              {t.signIn.toSignIn}
            </Button>
          </div>
        ) : (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <h1>{t.signIn.enrolTitle}</h1>
            <p class="muted">{t.signIn.enrolWhat}</p>
            {wrong && (
              <Strip tone="bad" title={wrong.title}>
                {wrong.detail && <p>{wrong.detail}</p>}
                {wrong.action && <p>{wrong.action}</p>}
              </Strip>
            )}
            <Field
              label={t.signIn.enrolCode}
              code
              required
              autocomplete="off"
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
            <Field
              label={t.signIn.deviceName}
              help={t.signIn.deviceNameHelp}
              required
              maxLength={100}
              autofocus
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" look="main wide tall" busy={busy}>
              {t.signIn.enrolSubmit}
            </Button>
          </form>
        )}
      </main>
    </div>
  );
}

/** "#code=YD567-6NP90", as in the QR code, or "#YD567-6NP90", as somebody may type it. */
function codeInAddress(): string {
  return decodeURIComponent(location.hash.slice(1).replace(/^code=/, ""));
}
