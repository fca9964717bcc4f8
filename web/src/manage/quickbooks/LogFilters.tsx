/** What the activity log is narrowed to; all of it stands in the address. */
import { listActivityPeople } from "../../api/activity.ts";
import { useLive } from "../../api/live.ts";
import { activity as words } from "../../i18n/en-activity.ts";
import { query, setQuery } from "../../router.ts";
import { Icon } from "../../ui/Icon.tsx";
import { FilterChips, FilterText } from "../ListTools.tsx";
import { d } from "../words.ts";

export function LogFilters({ csv }: { csv: string }) {
  const reads = query.value.get("view") === "reads";
  const code = query.value.get("code");
  const kinds = reads ? words.reads : words.kinds;
  return (
    <div class="stack">
      <div class="filters">
        <FilterChips
          name="view"
          options={[
            ["", words.views.documents],
            ["reads", words.views.reads],
          ]}
        />
        <span class="grow log-search">
          <FilterText label={words.search} />
        </span>
        <a class="button" href={csv} download>
          {d.list.csv}
        </a>
      </div>
      <div class="filters">
        <Choice
          name="outcome"
          label={words.outcome}
          any={words.outcomes.any}
          options={
            reads
              ? Object.entries(words.read)
              : Object.entries(words.outcomes).filter(([one]) => one !== "any")
          }
        />
        <Choice
          name="kind"
          label={words.kind}
          any={words.anyKind}
          options={Object.entries(kinds)}
        />
        {!reads && <People />}
        <Day name="since" label={words.since} />
        <Day name="until" label={words.until} />
        {code && (
          <button
            type="button"
            class="filter row"
            aria-pressed="true"
            title={words.remove}
            onClick={() => setQuery("code", null)}
          >
            {words.code(code)}
            <Icon name="cross" />
          </button>
        )}
      </div>
    </div>
  );
}

function People() {
  const people = useLive("log-people", listActivityPeople).data ?? [];
  return (
    <Choice
      name="user_id"
      label={words.person}
      any={words.anyPerson}
      options={people.map((one) => [one.id, one.name])}
    />
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  any: string;
  options: [value: string, label: string][];
};

/** A chip that opens a list: one of many, or any. */
function Choice({ name, label, any, options }: ChoiceProps) {
  const chosen = query.value.get(name) ?? "";
  return (
    <select
      class="filter"
      aria-label={label}
      data-chosen={chosen ? "" : undefined}
      value={chosen}
      onChange={(event) => setQuery(name, event.currentTarget.value)}
    >
      <option value="">{any}</option>
      {options.map(([value, words]) => (
        <option key={value} value={value} selected={value === chosen}>
          {words}
        </option>
      ))}
    </select>
  );
}

function Day({ name, label }: { name: string; label: string }) {
  const chosen = query.value.get(name) ?? "";
  return (
    <label class="filter row" data-chosen={chosen ? "" : undefined}>
      <span class="muted">{label}</span>
      <input
        type="date"
        value={chosen}
        onChange={(event) => setQuery(name, event.currentTarget.value)}
      />
    </label>
  );
}
