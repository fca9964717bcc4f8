/** The class and location of each warehouse; where QuickBooks tracks none, the reason instead. */
import { useLive } from "../../../api/live.ts";
import { choosePlace, getPlaces, type PlacesView } from "../../../api/mapping.ts";
import { Failed } from "../../../floor/Failed.tsx";
import { mapping as words } from "../../../i18n/en-mapping.ts";
import { atLeast } from "../../../session.ts";
import { Button } from "../../../ui/Button.tsx";
import { Select } from "../../../ui/Field.tsx";
import { EmptyState, Strip } from "../../../ui/parts.tsx";
import { useAction } from "../../useAction.ts";
import { Wrong } from "../../Wrong.tsx";

type Place = PlacesView["warehouses"][number];

export function Places({ onChange }: { onChange: () => Promise<void> }) {
  const places = useLive("places", getPlaces, ["sync.changed"]);
  const { busy, wrong, run } = useAction();
  const { data } = places;
  if (!data) return <Failed live={places} rows={3} />;
  const choose = async (place: Place, change: { class_id?: string; location_id?: string }) => {
    await run(() => choosePlace(place.id, change));
    await Promise.all([places.reload(), onChange()]);
  };
  return (
    <>
      <Wrong words={wrong} />
      {data.classes_off && <Strip tone="info" title={data.classes_off} />}
      {data.locations_off && <Strip tone="info" title={data.locations_off} />}
      {data.warehouses.length === 0 && <EmptyState icon="bin" title={words.noWarehouses} />}
      <div class="map-cards">
        {data.warehouses.map((place) => (
          <section key={place.id} class="card stack" aria-label={place.code}>
            <h2>
              {place.name || place.code} <span class="muted code">{place.code}</span>
            </h2>
            {place.problems.map((problem) => (
              <Strip key={problem} tone="bad" title={problem} />
            ))}
            {!data.classes_off && (
              <Pick
                label={words.class}
                value={place.class_id}
                records={data.classes}
                suggested={place.class_suggestion?.record}
                busy={busy}
                choose={(class_id) => choose(place, { class_id })}
              />
            )}
            {!data.locations_off && (
              <Pick
                label={data.by_site ? words.site : words.location}
                value={place.location_id}
                records={data.locations}
                suggested={place.location_suggestion?.record}
                busy={busy}
                choose={(location_id) => choose(place, { location_id })}
              />
            )}
          </section>
        ))}
      </div>
    </>
  );
}

type PickProps = {
  label: string;
  value: string;
  records: PlacesView["classes"];
  suggested: PlacesView["classes"][number] | undefined;
  busy: boolean;
  choose: (id: string) => Promise<void>;
};

function Pick({ label, value, records, suggested, busy, choose }: PickProps) {
  return (
    <div class="stack tight">
      <Select
        label={label}
        value={value}
        disabled={busy || !atLeast("manager")}
        onChange={(event) => void choose(event.currentTarget.value)}
      >
        <option value="">{words.notChosen}</option>
        {records.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </Select>
      {suggested && atLeast("manager") && (
        <div>
          <Button icon="check" busy={busy} onClick={() => void choose(suggested.id)}>
            {words.useRecord(suggested.name)}
          </Button>
        </div>
      )}
    </div>
  );
}
