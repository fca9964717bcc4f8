/** A supervisor's consent at the device: badge, or name and PIN. */
import { useState } from "preact/hooks";
import { getDevice } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import type { Person } from "../../api/types.ts";
import { t } from "../../i18n/index.ts";
import { Button } from "../../ui/Button.tsx";
import { PinPad } from "../../ui/PinPad.tsx";
import type { TaskRun } from "./run.ts";

export function Approval({ run }: { run: TaskRun }) {
  const device = useLive("device", getDevice);
  const [person, setPerson] = useState<Person>();
  const people = device.data?.people.filter((one) => one.role !== "operator") ?? [];

  if (person) {
    return (
      <PinPad
        label={t.signIn.pinFor(person.name)}
        submitLabel={t.scan.approvalAsk}
        onBack={() => setPerson(undefined)}
        onSubmit={(pin) => run.consent({ user_id: person.id, pin })}
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
