/** A supervisor's consent at the device: badge, or name and PIN. */
import { useState } from "preact/hooks";
import { getDevice } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { asProblem } from "../../api/problem.ts";
import type { Person } from "../../api/types.ts";
import { problemWords, t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { PinPad } from "../../ui/PinPad.tsx";
import type { TaskRun } from "./run.ts";

export function Approval({ run }: { run: TaskRun }) {
  const device = useLive("device", getDevice);
  const [person, setPerson] = useState<Person>();
  const [wrong, setWrong] = useState<string>();
  const people = device.data?.people.filter((one) => one.role !== "operator") ?? [];

  const ask = async (by: Person, pin: string) => {
    try {
      await run.consent({ user_id: by.id, pin });
    } catch (error) {
      const { title, action } = problemWords(asProblem(error));
      setWrong(action ? `${title}. ${action}` : title);
      throw error;
    }
  };

  if (person) {
    return (
      <PinPad
        wrong={wrong}
        label={t.signIn.pinFor(person.name)}
        submitLabel={t.scan.approvalAsk}
        onBack={() => setPerson(undefined)}
        onSubmit={(pin) => ask(person, pin)}
      />
    );
  }
  return (
    <>
      <p>{device.problem ? t.scan.approvalNotEnrolled : t.scan.approvalScan}</p>
      {people.map((one) => (
        <Button key={one.id} look="wide tall" icon="user" onClick={() => setPerson(one)}>
          {one.name}
        </Button>
      ))}
    </>
  );
}
