import type { OperationRow, OperationState } from "../../api/sync.ts";
import { Chip, type Tone } from "../../ui/parts.tsx";
import { d } from "../words.ts";

const tones: Record<OperationState, Tone> = {
  queued: "info",
  sending: "info",
  in_doubt: "warn",
  held: "bad",
  done: "ok",
};

/** Where a document is. One that is posted when finished says so while it is open. */
export function OperationChip({ row }: { row: OperationRow }) {
  if (row.entered_by_hand) return <Chip tone="ok">{d.quickbooks.byHandState}</Chip>;
  if (row.state === "queued" && !row.ready) return <Chip>{d.quickbooks.notReady}</Chip>;
  return <Chip tone={tones[row.state]}>{d.quickbooks.states[row.state]}</Chip>;
}
