import { useState } from "preact/hooks";
import { addWarehouse, skipStep } from "../../api/onboarding.ts";
import { enSetup as w } from "../../i18n/en-setup.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import type { StepProps } from "./Setup.tsx";

export function PlacesStep({ step, reload }: StepProps) {
  const { busy, wrong, run } = useAction();
  if (step.figures.warehouses === 0) return <FirstWarehouse reload={reload} />;
  if (step.state === "done") return null;
  return (
    <>
      <Wrong words={wrong} />
      <div class="row wrap">
        <a class="button main" href="/desk/quickbooks/mapping/places">
          {w.placesGo}
        </a>
        <Button busy={busy} onClick={() => void run(() => skipStep("places")).then(reload)}>
          {w.skip}
        </Button>
      </div>
    </>
  );
}

function FirstWarehouse({ reload }: { reload: () => Promise<void> }) {
  const [code, setCode] = useState("MAIN");
  const [name, setName] = useState("Main warehouse");
  const { busy, wrong, run } = useAction();
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => addWarehouse(code.trim(), name.trim())).then(reload);
      }}
    >
      <Field
        label={w.warehouseCode}
        help={w.warehouseCodeHelp}
        code
        required
        maxLength={20}
        value={code}
        onInput={(event) => setCode(event.currentTarget.value)}
      />
      <Field
        label={w.warehouseName}
        maxLength={100}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Wrong words={wrong} />
      <div>
        <Button type="submit" look="main" busy={busy} disabled={!code.trim()}>
          {w.warehouseGo}
        </Button>
      </div>
    </form>
  );
}
