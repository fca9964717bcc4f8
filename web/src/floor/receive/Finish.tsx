import type { Receipt } from "../../api/types.ts";
import { qty } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Ending } from "../Ending.tsx";
import type { ReceiveView } from "./state.ts";

type SheetProps = { view: ReceiveView; onFinish: () => void; onClose: () => void };

export function FinishSheet({ view, onFinish, onClose }: SheetProps) {
  const ordered = view.lines.some((line) => line.whole !== null);
  return (
    <Sheet title={t.receive.finishTitle} onClose={onClose}>
      <p>{t.receive.counted(qty(view.counted))}</p>
      {ordered && <p>{view.open === 0 ? t.receive.finishAll : t.receive.finishRest(view.open)}</p>}
      <Button look="main wide tall" icon="flag" onClick={onFinish}>
        {t.receive.finishGo}
      </Button>
    </Sheet>
  );
}

export function ReceiptDone({ receipt, view }: { receipt: Receipt; view: ReceiveView }) {
  const lines = view.lines.filter((line) => line.details.length > 0 || line.part !== "0").length;
  return (
    <Ending
      title={t.receive.doneTitle}
      name={receipt.purchase_order?.number ?? receipt.number}
      documentId={receipt.id}
      lines={[
        t.receive.doneUnits(qty(view.counted), lines),
        ...(view.open > 0 ? [t.receive.finishRest(view.open)] : []),
      ]}
    >
      <Button look="main wide tall" onClick={() => go("/receive", { replace: true })}>
        {t.receive.another}
      </Button>
    </Ending>
  );
}
