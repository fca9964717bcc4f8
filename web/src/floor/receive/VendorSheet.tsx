import { useState } from "preact/hooks";
import { listVendors } from "../../api/calls.ts";
import { useLive } from "../../api/live.ts";
import type { Party } from "../../api/types.ts";
import { t } from "../../i18n/index.ts";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { Failed } from "../Failed.tsx";

const SHOWN = 50;

type Props = { onChoose: (vendor: Party) => void; onClose: () => void };

export function VendorSheet({ onChoose, onClose }: Props) {
  const vendors = useLive("vendors", listVendors);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = (vendors.data?.items ?? [])
    .filter((vendor) => vendor.name.toLowerCase().includes(wanted))
    .slice(0, SHOWN);
  return (
    <Sheet title={t.receive.blindWhich} onClose={onClose}>
      <Field
        label={t.receive.findVendor}
        type="search"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <Failed live={vendors} />
      <ul class="list card flush">
        {found.map((vendor) => (
          <li key={vendor.id}>
            <button type="button" class="list-row" onClick={() => onChoose(vendor)}>
              <span class="grow">{vendor.name}</span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
