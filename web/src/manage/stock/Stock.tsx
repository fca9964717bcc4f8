import { useState } from "preact/hooks";
import { listStock } from "../../api/desk.ts";
import { usePages } from "../../api/pages.ts";
import type { StockRow } from "../../api/types.ts";
import { Failed } from "../../floor/Failed.tsx";
import { amount, day, qty } from "../../i18n/format.ts";
import { query } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { downloadCsv } from "../csv.ts";
import { FilterChips, FilterText, ShowMore } from "../ListTools.tsx";
import { PageHead } from "../PageHead.tsx";
import { d } from "../words.ts";
import { StockPanel } from "./StockPanel.tsx";

const key = (row: StockRow) => `${row.item.id}|${row.lot?.id ?? ""}|${row.location.id}`;

export function Stock() {
  const search = query.value.get("search") ?? "";
  const held = query.value.get("held") === "true";
  const list = usePages(
    `${search}|${held}`,
    (cursor) => listStock({ search, cursor, ...(held ? { held } : {}) }),
    ["stock.changed", "catalog.changed"],
  );
  const [open, setOpen] = useState<string>();
  const rows = list.data?.items ?? [];
  const shown = rows.find((row) => key(row) === open);

  const columns: Column<StockRow>[] = [
    {
      title: d.stock.item,
      cell: (row) => (
        <button type="button" class="row-button" onClick={() => setOpen(key(row))}>
          <span class="strong">{row.item.name}</span>
          <span class="muted small code">{row.item.sku}</span>
        </button>
      ),
    },
    {
      title: d.stock.lot,
      cell: (row) =>
        row.lot && (
          <span class="row wrap">
            <span class="code">{row.lot.number}</span>
            {row.lot.status === "held" && <Chip tone="bad">{d.stock.held}</Chip>}
          </span>
        ),
    },
    { title: d.stock.expires, cell: (row) => day(row.lot?.expires_on ?? row.lot?.best_before) },
    { title: d.stock.bin, cell: (row) => <span class="code">{row.location.code}</span> },
    {
      title: d.stock.onHand,
      number: true,
      cell: (row) => amount(row.on_hand, row.item.base_unit),
    },
    { title: d.stock.reserved, number: true, cell: (row) => qty(row.reserved) },
    { title: d.stock.available, number: true, cell: (row) => qty(row.available) },
  ];

  return (
    <>
      <PageHead title={d.stock.title}>
        <Button disabled={rows.length === 0} onClick={() => saveCsv(rows)}>
          {d.list.csv}
        </Button>
      </PageHead>
      <div class="filters">
        <FilterText label={d.stock.find} />
        <FilterChips
          name="held"
          options={[
            ["false", d.list.all],
            ["true", d.stock.held],
          ]}
        />
      </div>
      <Failed live={list} rows={6} />
      {list.data && rows.length === 0 && (
        <EmptyState icon="bin" title={d.stock.none}>
          <p>{d.stock.noneHow}</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Table label={d.stock.title} columns={columns} rows={rows} rowKey={key} />
      )}
      <ShowMore list={list} />
      {shown && <StockPanel row={shown} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function saveCsv(rows: StockRow[]): void {
  const s = d.stock;
  downloadCsv(
    "stock",
    ["SKU", s.item, s.lot, s.expires, s.bin, s.onHand, s.reserved, s.available],
    rows.map((row) => [
      row.item.sku,
      row.item.name,
      row.lot?.number ?? "",
      row.lot?.expires_on ?? "",
      row.location.code,
      row.on_hand,
      row.reserved,
      row.available,
    ]),
  );
}
