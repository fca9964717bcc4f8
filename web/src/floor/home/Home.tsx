/** Where a shift starts: four tasks, or just scan something. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/index.ts";
import { go } from "../../router.ts";
import { atLeast, me } from "../../session.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { lazy } from "../../ui/lazy.tsx";
import { lastFound } from "../lookup/found.ts";
import { foundIn } from "../lookup/state.ts";
import { SyncPill } from "../SyncPill.tsx";
import { ScanScreen } from "../task/ScanScreen.tsx";
import type { TaskState } from "../task/state.ts";
import { useTask } from "../task/useTask.ts";
import "../floor.css";
import "./home.css";

const PersonSheet = lazy(() => import("./PersonSheet.tsx").then((file) => file.PersonSheet));

type Tile = { to: string; icon: IconName; title: string; what: string };

const tiles: Tile[] = [
  { to: "/receive", icon: "receive", title: t.home.receive, what: t.home.receiveWhat },
  { to: "/pick", icon: "pick", title: t.home.pick, what: t.home.pickWhat },
  { to: "/pack", icon: "ship", title: t.home.pack, what: t.home.packWhat },
  { to: "/move", icon: "move", title: t.home.move, what: t.home.moveWhat },
  { to: "/adjust", icon: "adjust", title: t.home.adjust, what: t.home.adjustWhat },
  { to: "/count", icon: "count", title: t.home.count, what: t.home.countWhat },
  { to: "/lookup", icon: "search", title: t.home.lookup, what: t.home.lookupWhat },
];

export function Home() {
  const [person, setPerson] = useState(false);
  const run = useTask("lookup", null, (state) => follow(state));
  const user = me.value?.user;

  return (
    <>
      <ScanScreen
        run={run}
        title={t.home.say}
        say={t.home.say}
        note={t.home.scanHint}
        header={
          <header class="floor-header home-header">
            <Button look="plain" icon="user" onClick={() => setPerson(true)}>
              <span class="one-line">{user?.name}</span>
            </Button>
            <span class="grow" />
            <SyncPill />
          </header>
        }
      >
        <nav class="tiles" aria-label={t.home.say}>
          {tiles.map((tile) => (
            <a key={tile.to} class="tile" href={tile.to}>
              <Icon name={tile.icon} />
              <span class="tile-title">{tile.title}</span>
              <span class="muted">{tile.what}</span>
            </a>
          ))}
        </nav>
        {atLeast("supervisor") && (
          <a class="button wide tall desk-link" href="/desk">
            <Icon name="desk" />
            {t.home.desk}
          </a>
        )}
      </ScanScreen>
      {person && <PersonSheet onClose={() => setPerson(false)} />}
    </>
  );
}

/** A scan at the start shows what was scanned, and the way on from there. */
function follow(state: TaskState): void {
  const found = foundIn(state.effect);
  if (!found || state.entries[0]?.tone === "bad") return;
  lastFound.value = found;
  go("/lookup");
}
