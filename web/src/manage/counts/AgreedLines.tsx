import type { CountReview, ReviewLine } from "../../api/counts.ts";
import { countDesk as w } from "../../i18n/en-count-desk.ts";
import { amount } from "../../i18n/format.ts";
import { Chip } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { d } from "../words.ts";

const columns: Column<ReviewLine>[] = [
  { title: d.stock.bin, cell: (line) => <span class="code">{line.location_code}</span> },
  { title: d.stock.item, cell: (line) => line.item.name },
  { title: d.stock.lot, cell: (line) => <span class="code">{line.lot_number}</span> },
  { title: w.counted, number: true, cell: (line) => amount(line.counted, line.item.unit) },
];

/** What was counted and needs no decision. */
export function AgreedLines({ lines }: { lines: ReviewLine[] }) {
  return (
    <details>
      <summary>{w.agreed(lines.length)}</summary>
      <Table
        label={w.agreed(lines.length)}
        columns={columns}
        rows={lines}
        rowKey={(line) => line.id}
      />
    </details>
  );
}

/** The bins of a count: by whom, and how far they are. */
export function ReviewBins({ bins }: { bins: CountReview["review_bins"] }) {
  return (
    <ul class="row wrap bins">
      {bins.map((bin) => (
        <li key={bin.id}>
          <Chip tone={bin.state === "counted" ? "ok" : bin.state === "counting" ? "info" : ""}>
            <span class="code">{bin.code}</span>{" "}
            {[w.binStates[bin.state], bin.counter, bin.round > 1 ? w.round(bin.round) : ""]
              .filter(Boolean)
              .join(" · ")}
          </Chip>
        </li>
      ))}
    </ul>
  );
}
