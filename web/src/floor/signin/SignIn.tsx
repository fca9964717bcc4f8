/** Badge first, then name and PIN; managers may use their e-mail on any device. */
import { useEffect, useState } from "preact/hooks";
import { getDevice, type Proof, unlock } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { asProblem } from "../../api/problem.ts";
import type { Person } from "../../api/types.ts";
import { problemWords, t } from "../../i18n/index.ts";
import { answer } from "../../scan/feedback.ts";
import { receiveReads } from "../../scan/read.ts";
import { enterNow } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { lazy } from "../../ui/lazy.tsx";
import { PinPad } from "../../ui/PinPad.tsx";
import { Skeleton, Strip } from "../../ui/parts.tsx";
import { cameraOpen } from "../task/cameraOpen.ts";
import { ManagerForm } from "./ManagerForm.tsx";
import { Mark } from "./Mark.tsx";
import "./signin.css";

const Camera = lazy(() => import("../../scan/Camera.tsx").then((module) => module.Camera));

export function SignIn() {
  const device = useLive("device", getDevice);
  const [manager, setManager] = useState(false);
  const [person, setPerson] = useState<Person>();
  const [problem, setProblem] = useState<ReturnType<typeof problemWords>>();

  const enter = async (proof: Proof) => {
    setProblem(undefined);
    try {
      await unlock(proof);
      await enterNow();
    } catch (error) {
      const words = problemWords(asProblem(error));
      setProblem(words);
      answer("bad", words.title);
      throw error;
    }
  };
  const read = (raw: string) => void enter({ badge: raw }).catch(() => undefined);
  useEffect(() => receiveReads(({ raw }) => read(raw)), []);

  const notEnrolled = device.problem?.status === 401 || device.problem?.status === 403;
  const wantsEmail = manager || notEnrolled;

  return (
    <div class="signin">
      <main id="content" class="signin-main">
        <Mark />
        {problem && (
          <Strip tone="bad" title={problem.title}>
            {problem.detail && <p>{problem.detail}</p>}
            {problem.action && <p>{problem.action}</p>}
          </Strip>
        )}
        {person ? (
          <PinPad
            label={t.signIn.pinFor(person.name)}
            submitLabel={t.signIn.unlock}
            onBack={() => setPerson(undefined)}
            onSubmit={(pin) => enter({ user_id: person.id, pin })}
          />
        ) : wantsEmail ? (
          <ManagerForm
            notEnrolled={notEnrolled}
            onBack={notEnrolled ? undefined : () => setManager(false)}
          />
        ) : (
          <>
            <button
              type="button"
              class="badge-card"
              onClick={() => {
                cameraOpen.value = true;
              }}
            >
              <Icon name="badge" />
              <span>{t.signIn.scanBadge}</span>
            </button>
            <p class="muted centre">{t.signIn.orName}</p>
            {!device.data && !device.problem && <Skeleton rows={3} height={56} />}
            {device.data?.people.length === 0 && <p class="centre">{t.signIn.noPeople}</p>}
            <div class="stack">
              {device.data?.people.map((one) => (
                <Button key={one.id} look="wide tall" onClick={() => setPerson(one)}>
                  {one.name}
                </Button>
              ))}
            </div>
            <Button look="plain wide" onClick={() => setManager(true)}>
              {t.signIn.withEmail}
            </Button>
          </>
        )}
      </main>
      {cameraOpen.value && !wantsEmail && (
        <Camera
          onRead={({ raw }) => read(raw)}
          onClose={() => {
            cameraOpen.value = false;
          }}
        />
      )}
    </div>
  );
}
