import { type Item, listItems } from "../../api/desk.ts";
import { usePages } from "../../api/pages.ts";
import { Failed } from "../../floor/Failed.tsx";
import { money } from "../../i18n/format.ts";
import { go, query } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, EmptyState } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { FilterText, ShowMore } from "../ListTools.tsx";
import { PageHead } from "../PageHead.tsx";
import { d } from "../words.ts";
import { ItemPanel } from "./ItemPanel.tsx";

const columns: Column<Item>[] = [
  { title: d.items.sku, cell: (item) => <span class="code">{item.sku}</span> },
  {
    title: d.items.name,
    cell: (item) => (
      <span class="row wrap">
        {item.name}
        {!item.active && <Chip>{d.items.inactive}</Chip>}
      </span>
    ),
  },
  { title: d.items.tracking, cell: (item) => d.items.trackings[item.tracking] },
  { title: d.items.unit, cell: (item) => item.base_unit, wideOnly: true },
  { title: d.items.barcodes, number: true, cell: (item) => item.barcodes.length },
  { title: d.items.price, number: true, cell: (item) => money(item.sales_price) },
];

export function Items({ id }: { id?: string }) {
  const search = query.value.get("search") ?? "";
  const list = usePages(search, (cursor) => listItems({ search, cursor }), ["catalog.changed"]);
  return (
    <>
      <PageHead title={d.items.title}>
        <Button look="main" icon="plus" onClick={() => go(`/desk/items/new${location.search}`)}>
          {d.items.add}
        </Button>
      </PageHead>
      <div class="filters">
        <FilterText label={d.list.search} />
      </div>
      <Failed live={list} rows={6} />
      {list.data?.items.length === 0 && (
        <EmptyState icon="carton" title={d.items.none}>
          <p>{d.items.noneHow}</p>
        </EmptyState>
      )}
      {list.data && list.data.items.length > 0 && (
        <Table
          label={d.items.title}
          columns={columns}
          rows={list.data.items}
          rowKey={(item) => item.id}
          href={(item) => `/desk/items/${item.id}${location.search}`}
        />
      )}
      <ShowMore list={list} />
      {id && (
        <ItemPanel
          key={id}
          id={id === "new" ? null : id}
          onClose={() => go(`/desk/items${location.search}`)}
          onAdded={(item) => go(`/desk/items/${item.id}`, { replace: true })}
        />
      )}
    </>
  );
}
