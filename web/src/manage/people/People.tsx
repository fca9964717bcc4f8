import { useState } from "preact/hooks";
import { listPeople, type PersonRow } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { query } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import { type Column, Table } from "../../ui/Table.tsx";
import { FilterChips } from "../ListTools.tsx";
import { PageHead } from "../PageHead.tsx";
import { d } from "../words.ts";
import { Devices } from "./Devices.tsx";
import { PersonPanel } from "./PersonPanel.tsx";
import { Sessions } from "./Sessions.tsx";
import { Tokens } from "./Tokens.tsx";

const tabs = { people: Persons, devices: Devices, sessions: Sessions, tokens: Tokens } as const;

export function People() {
  const tab = (query.value.get("tab") ?? "people") as keyof typeof tabs;
  const Tab = tabs[tab] ?? Persons;
  return (
    <>
      <PageHead title={d.people.title} />
      <div class="filters">
        <FilterChips
          name="tab"
          options={[
            ["people", d.people.people],
            ["devices", d.people.devices],
            ["sessions", d.people.sessions],
            ["tokens", d.people.tokens],
          ]}
        />
      </div>
      <Tab />
    </>
  );
}

function Persons() {
  const people = useLive("people", listPeople, ["access.changed"]);
  const [open, setOpen] = useState<PersonRow | "new">();
  const columns: Column<PersonRow>[] = [
    {
      title: d.people.name,
      cell: (person) => (
        <button type="button" class="row-button" onClick={() => setOpen(person)}>
          <span class="strong">{person.name}</span>
        </button>
      ),
    },
    { title: d.people.role, cell: (person) => d.people.roles[person.role] },
    {
      title: d.people.waysIn,
      cell: (person) => (
        <span class="row wrap">
          {person.has_badge && <Chip>{d.people.badge}</Chip>}
          {person.has_pin && <Chip>{d.people.pin}</Chip>}
          {person.has_password && <Chip>{d.people.password}</Chip>}
        </span>
      ),
    },
    {
      title: d.people.active,
      cell: (person) => !person.active && <Chip tone="bad">{d.people.inactive}</Chip>,
    },
  ];
  return (
    <>
      <div>
        <Button look="main" icon="plus" onClick={() => setOpen("new")}>
          {d.people.add}
        </Button>
      </div>
      <Failed live={people} rows={4} />
      {people.data && (
        <Table
          label={d.people.people}
          columns={columns}
          rows={people.data.items}
          rowKey={(person) => person.id}
        />
      )}
      {open && (
        <PersonPanel
          person={open === "new" ? null : open}
          onClose={() => setOpen(undefined)}
          onSaved={() => void people.reload()}
        />
      )}
    </>
  );
}
