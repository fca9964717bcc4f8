import { useEffect, useState } from "preact/hooks";
import { useLive } from "../../api/live.ts";
import { getTransfer, type TransferView } from "../../api/moving.ts";
import { isZero, sum } from "../../decimal.ts";
import { moving } from "../../i18n/en-moving.ts";
import { qty } from "../../i18n/format.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Ending } from "../Ending.tsx";
import { Failed } from "../Failed.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useTask } from "../task/useTask.ts";
import { ChooseTransfer } from "./ChooseTransfer.tsx";
import { TransferLines } from "./TransferLines.tsx";
import "./move.css";

const w = moving.transfer;

/** From warehouse to warehouse: loaded here, unloaded there. */
export function Transfer({ id }: { id?: string }) {
  const run = useTask("transfer", id ?? null, () => void transfer.reload());
  const state = run.state.value;
  const documentId = state.documentId;
  const transfer = useLive(documentId, () => getTransfer(documentId ?? ""), ["document.changed"]);
  const [finishing, setFinishing] = useState(false);
  const { data } = transfer;

  useEffect(() => {
    if (documentId && documentId !== id) go(`/transfer/${documentId}`, { replace: true });
  }, [documentId, id]);

  if (!documentId) {
    return (
      <ScanScreen run={run} title={w.title} backTo="/move" say={w.say} note={w.sayOr}>
        <ChooseTransfer />
      </ScanScreen>
    );
  }
  const closed = data?.state === "completed" || data?.state === "cancelled";
  if (data && (state.ending || closed)) return <Ended transfer={data} />;
  const loading = data?.state === "open";
  const place = state.place?.code;
  const anything = data ? !isZero(loading ? data.shipped_qty : data.arrived_qty) : false;
  return (
    <>
      <ScanScreen
        run={run}
        title={data ? w.one(data.number) : w.title}
        backTo="/transfer"
        say={loading ? (place ? w.loadFrom(place) : w.load) : w.unload}
        target={loading ? undefined : (place ?? w.dock)}
        targetIsCode
        note={data && (loading ? w.loadNote : w.unloadNote(data.origin.code))}
        quantity={{ unit: "" }}
        actions={[
          { icon: "back", label: w.undo, run: () => void run.submit({ step: "undo" }) },
          {
            icon: loading ? "truck" : "flag",
            label: loading ? w.send : w.finish,
            run: () => setFinishing(true),
          },
        ]}
      >
        <Failed live={transfer} />
        <div class="stack">
          {data && <TransferLines transfer={data} />}
          {data && (anything || !loading) && (
            <Button
              look="main wide tall"
              icon={loading ? "truck" : "flag"}
              onClick={() => setFinishing(true)}
            >
              {loading ? w.send : w.finish}
            </Button>
          )}
        </div>
      </ScanScreen>
      {finishing && data && (
        <FinishSheet
          transfer={data}
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

type SheetProps = { transfer: TransferView; onClose: () => void; onFinish: () => void };

function FinishSheet({ transfer, onClose, onFinish }: SheetProps) {
  const loading = transfer.state === "open";
  const missing = sum(transfer.items.map((one) => one.missing_qty));
  const less = transfer.items.filter(
    (one) => one.planned_qty !== null && one.planned_qty !== one.shipped_qty,
  ).length;
  return (
    <Sheet title={loading ? w.sendTitle : w.finishTitle} onClose={onClose}>
      {loading && <p>{w.sendWhat(transfer.target.code)}</p>}
      {loading && less > 0 && <p>{w.notAll(less)}</p>}
      {!loading && <p>{isZero(missing) ? w.finishAll : w.finishShort(qty(missing))}</p>}
      <Button look="main wide tall" icon={loading ? "truck" : "flag"} onClick={onFinish}>
        {loading ? w.send : w.finishGo}
      </Button>
    </Sheet>
  );
}

function Ended({ transfer }: { transfer: TransferView }) {
  const words = {
    open: [w.title, ""],
    shipped: [w.sentTitle, w.sentWhat(transfer.target.code)],
    short: [w.shortTitle, w.shortWhat],
    completed: [w.doneTitle, w.arrived(qty(transfer.arrived_qty), qty(transfer.shipped_qty))],
    cancelled: [moving.desk.states.cancelled, ""],
  } as const;
  const [title, line] = words[transfer.state];
  const told = transfer.state === "completed" || transfer.state === "short";
  return (
    <Ending
      title={title}
      name={transfer.number}
      documentId={told ? transfer.id : undefined}
      lines={[w.way(transfer.origin.code, transfer.target.code), ...(line ? [line] : [])]}
    >
      <Button look="main wide tall" onClick={() => go("/transfer", { replace: true })}>
        {w.another}
      </Button>
    </Ending>
  );
}
