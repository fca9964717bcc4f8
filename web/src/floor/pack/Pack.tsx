import { useEffect, useState } from "preact/hooks";
import { getPacking } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import { qty } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { go, query, setQuery } from "../../router.ts";
import type { Read } from "../../scan/read.ts";
import { Button } from "../../ui/Button.tsx";
import { Ending } from "../Ending.tsx";
import { Failed } from "../Failed.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import { useReads, useTaskRun } from "../task/useTask.ts";
import { ChooseBench } from "./ChooseBench.tsx";
import { PackLines } from "./PackLines.tsx";
import { ShipSheet } from "./ShipSheet.tsx";
import { describe, names } from "./state.ts";

/** Check goods into cartons by scan, then send them off. */
export function Pack({ id }: { id?: string }) {
  const run = useTaskRun("pack", id ?? null, () => void packing.reload());
  const ship = useTaskRun("ship", id ?? null);
  const state = run.state.value;
  const documentId = state.documentId;
  const packing = useLive(documentId, () => getPacking(documentId ?? ""), [
    "document.changed",
    "order.changed",
  ]);
  const [shipping, setShipping] = useState(false);
  const view = describe(packing.data, state);
  const shipped = ship.state.value.ending;
  const asking = ship.state.value.question !== null;
  const read = (one: Read) => {
    const toShip = asking || (view.phase === "ready" && names(packing.data, one.raw));
    void (toShip ? ship : run).read(one);
  };
  useReads(read);

  useEffect(() => {
    const raw = query.value.get("scan");
    if (!raw) return;
    setQuery("scan", null);
    void run.read({ raw, source: "typed" });
  }, [run]);

  useEffect(() => {
    if (documentId && documentId !== id) go(`/pack/${documentId}`, { replace: true });
  }, [documentId, id]);

  if (shipped) return <Shipped number={packing.data?.order.number ?? ""} ending={shipped} />;
  if (view.phase === "choose") {
    return (
      <ScanScreen
        run={run}
        onRead={read}
        title={t.pack.title}
        backTo="/"
        say={t.pack.say}
        note={t.pack.sayOr}
      >
        <ChooseBench />
      </ScanScreen>
    );
  }
  const number = packing.data?.order.number ?? "";
  const ready = view.phase === "ready";
  return (
    <>
      <ScanScreen
        run={run}
        beside={ship}
        onRead={read}
        title={packing.data ? t.pack.open(number) : t.pack.title}
        backTo="/pack"
        say={ready ? t.pack.scanToShip : view.carton ? t.pack.scanItem : t.pack.scanFirst}
        target={view.carton?.number}
        targetIsCode
        note={packing.data ? t.pack.packed(qty(view.packed), qty(view.here)) : undefined}
        quantity={{ unit: "" }}
        actions={[
          {
            icon: "carton",
            label: t.pack.newCarton,
            run: () => void run.submit({ step: "new_carton" }),
          },
          { icon: "ship", label: t.pack.ship, run: () => setShipping(true) },
        ]}
      >
        <Failed live={packing} />
        {packing.data && (
          <PackLines packing={packing.data} view={view} onShip={() => setShipping(true)} />
        )}
      </ScanScreen>
      {shipping && packing.data && (
        <ShipSheet
          packing={packing.data}
          view={view}
          onClose={() => setShipping(false)}
          onShip={(raw) => {
            setShipping(false);
            void ship.submit({ raw });
          }}
        />
      )}
    </>
  );
}

type ShippedProps = {
  number: string;
  ending: { message: string; effect: Record<string, unknown> };
};

function Shipped({ number, ending }: ShippedProps) {
  const shipment = ending.effect.shipment as { id?: string } | undefined;
  return (
    <Ending
      title={t.pack.shipped}
      name={number}
      documentId={shipment?.id}
      lines={[ending.message || t.pack.doneWhat(number)]}
    >
      <Button look="main wide tall" onClick={() => go("/pack", { replace: true })}>
        {t.pack.another}
      </Button>
    </Ending>
  );
}
