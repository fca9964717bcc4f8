/** What moves without being bought or sold: transfers, adjustments, goods in hands, the ledger. */
import { moving } from "../../i18n/en-moving.ts";
import { query } from "../../router.ts";
import { atLeast } from "../../session.ts";
import { FilterChips } from "../ListTools.tsx";
import { PageHead } from "../PageHead.tsx";
import { AdjustmentPanel } from "./AdjustmentPanel.tsx";
import { Adjustments } from "./Adjustments.tsx";
import { Hands } from "./Hands.tsx";
import { Ledger } from "./Ledger.tsx";
import { Reasons } from "./Reasons.tsx";
import { TransferPanel } from "./TransferPanel.tsx";
import { Transfers } from "./Transfers.tsx";

const w = moving.desk;

type Kind = keyof typeof w.kinds;

const lists: Record<Kind, () => preact.JSX.Element> = {
  transfers: Transfers,
  adjustments: Adjustments,
  hands: Hands,
  ledger: Ledger,
  reasons: Reasons,
};

/** `/desk/moves/<id>` is a transfer, or with `?kind=adjustments` an adjustment. */
export function Moves({ id }: { id?: string }) {
  const asked = query.value.get("kind");
  const kind: Kind = asked !== null && asked in lists ? (asked as Kind) : "transfers";
  const kinds = (Object.entries(w.kinds) as [Kind, string][]).filter(
    ([one]) => one !== "reasons" || atLeast("manager"),
  );
  const List = lists[kind];
  return (
    <>
      <PageHead title={w.title} />
      <div class="filters">
        <FilterChips name="kind" options={kinds} />
      </div>
      <List />
      {id && kind === "adjustments" && <AdjustmentPanel key={id} id={id} />}
      {id && kind === "transfers" && <TransferPanel key={id} id={id} />}
    </>
  );
}
