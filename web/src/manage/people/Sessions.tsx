import { endSession, listSessions } from "../../api/desk.ts";
import { useLive } from "../../api/live.ts";
import { Failed } from "../../floor/Failed.tsx";
import { moment } from "../../i18n/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/parts.tsx";
import { Table } from "../../ui/Table.tsx";
import { useAction } from "../useAction.ts";
import { Wrong } from "../Wrong.tsx";
import { d } from "../words.ts";

/** Who is signed in where. */
export function Sessions() {
  const sessions = useLive("sessions", listSessions, ["access.changed"]);
  const { busy, wrong, run } = useAction();
  return (
    <>
      <Wrong words={wrong} />
      <Failed live={sessions} rows={3} />
      {sessions.data && (
        <Table
          label={d.people.sessions}
          rows={sessions.data.items}
          rowKey={(session) => session.id}
          columns={[
            { title: d.people.person, cell: (session) => <strong>{session.user.name}</strong> },
            {
              title: d.people.where,
              cell: (session) => session.device?.name ?? d.people.kinds[session.kind],
            },
            { title: d.people.since, cell: (session) => moment(session.created_at) },
            { title: d.people.lastSeen, cell: (session) => moment(session.last_seen_at) },
            {
              title: "",
              number: true,
              cell: (session) =>
                session.current ? (
                  <Chip tone="info">{d.people.thisOne}</Chip>
                ) : (
                  <Button
                    busy={busy}
                    onClick={async () => {
                      if (await run(() => endSession(session.id))) await sessions.reload();
                    }}
                  >
                    {d.people.signOut}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </>
  );
}
