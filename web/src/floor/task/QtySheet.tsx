import { qty as shown } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { QtyPad } from "../../ui/QtyPad.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import type { TaskRun } from "./run.ts";

type Props = { run: TaskRun; unit: string; rest?: string; onClose: () => void };

/** How many the next scan counts; afterwards it is one again. */
export function QtySheet({ run, unit, rest, onClose }: Props) {
  const quick = rest && rest !== "0" && rest !== "1" ? [rest] : [];
  return (
    <Sheet title={t.scan.qtyTitle} onClose={onClose}>
      <QtyPad
        unit={unit}
        quick={quick.map((qty) => ({ qty, label: t.scan.qtyAll(shown(qty)) }))}
        submitLabel={t.scan.qtySet}
        onSubmit={(qty) => {
          run.dispatch({ type: "quantity", qty });
          onClose();
        }}
      />
    </Sheet>
  );
}
