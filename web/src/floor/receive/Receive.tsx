import { useEffect, useState } from "preact/hooks";
import { getReceipt } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { Failed } from "../Failed.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useTask } from "../task/useTask.ts";
import { ChooseOrder } from "./ChooseOrder.tsx";
import { FinishSheet, ReceiptDone } from "./Finish.tsx";
import { ReceiveLines } from "./ReceiveLines.tsx";
import { describe, placeCode } from "./state.ts";

/** Take in what arrived: choose an order (or none), then scan. */
export function Receive({ id }: { id?: string }) {
  const run = useTask("receive", id ?? null, () => void receipt.reload());
  const state = run.state.value;
  const documentId = state.documentId;
  const receipt = useLive(documentId, () => getReceipt(documentId ?? ""), [
    "document.changed",
    "order.changed",
  ]);
  const [finishing, setFinishing] = useState(false);
  const view = describe(receipt.data, state);

  useEffect(() => {
    if (documentId && documentId !== id) go(`/receive/${documentId}`, { replace: true });
  }, [documentId, id]);

  if (view.phase === "ended" && receipt.data)
    return <ReceiptDone receipt={receipt.data} view={view} />;
  if (view.phase === "choose") {
    return (
      <ScanScreen
        run={run}
        title={t.receive.title}
        backTo="/"
        say={t.receive.say}
        note={t.receive.sayOr}
      >
        <ChooseOrder />
      </ScanScreen>
    );
  }
  const order = receipt.data?.purchase_order;
  return (
    <>
      <ScanScreen
        run={run}
        title={
          receipt.data ? t.receive.open(order?.number ?? receipt.data.number) : t.receive.title
        }
        backTo="/receive"
        say={t.receive.scanItem}
        target={placeCode(state)}
        targetIsCode
        note={receipt.data && t.receive.from(receipt.data.vendor.name)}
        quantity={{ unit: "" }}
        actions={[
          {
            icon: "flag",
            label: t.receive.finish,
            detail: t.receive.counted(view.counted),
            run: () => setFinishing(true),
          },
        ]}
      >
        <Failed live={receipt} />
        {receipt.data && (
          <ReceiveLines view={view} blind={order === null} onFinish={() => setFinishing(true)} />
        )}
      </ScanScreen>
      {finishing && (
        <FinishSheet
          view={view}
          onClose={() => setFinishing(false)}
          onFinish={() => {
            setFinishing(false);
            void run.submit({ step: "finish" });
          }}
        />
      )}
    </>
  );
}
