/** The manager's desk: a rail of pages, a search that takes anything, one page at a time. */
import type { ComponentType } from "preact";
import { go } from "../router.ts";
import { atLeast, me } from "../session.ts";
import { Button } from "../ui/Button.tsx";
import { deskIcons } from "../ui/desk-icons.ts";
import { Shape } from "../ui/Icon.tsx";
import { lazy } from "../ui/lazy.tsx";
import { EmptyState, Skeleton } from "../ui/parts.tsx";
import { SearchBox } from "./SearchBox.tsx";
import { SyncLight } from "./SyncLight.tsx";
import { NotLive } from "./setup/NotLive.tsx";
import { d } from "./words.ts";
import "./desk.css";

/** What follows the page in the address: `/desk/<page>/<id>/<inner>`. */
type PageProps = { id?: string; inner?: string };
type DeskPage = {
  /** Left out: supervisors may see it as well. */
  role?: "manager";
  path: string;
  title: string;
  icon: keyof typeof deskIcons;
  /** Not among the pages of the rail: other pages lead here. */
  hidden?: boolean;
  screen: ComponentType<PageProps>;
};

const waiting = <Skeleton rows={6} height={52} />;
const page = (load: () => Promise<ComponentType<PageProps>>) => lazy(load, waiting);

const pages: DeskPage[] = [
  {
    path: "today",
    title: d.nav.today,
    icon: "today",
    screen: page(() => import("./today/Today.tsx").then((file) => file.Today)),
  },
  {
    path: "orders",
    title: d.nav.orders,
    icon: "orders",
    screen: page(() => import("./orders/Orders.tsx").then((file) => file.Orders)),
  },
  {
    path: "stock",
    title: d.nav.stock,
    icon: "stock",
    screen: page(() => import("./stock/Stock.tsx").then((file) => file.Stock)),
  },
  {
    path: "moves",
    title: d.nav.moves,
    icon: "moves",
    screen: page(() => import("./moves/Moves.tsx").then((file) => file.Moves)),
  },
  {
    path: "counts",
    title: d.nav.counts,
    icon: "counts",
    screen: page(() => import("./counts/Counts.tsx").then((file) => file.Counts)),
  },
  {
    path: "items",
    title: d.nav.items,
    icon: "items",
    screen: page(() => import("./items/Items.tsx").then((file) => file.Items)),
  },
  {
    path: "quickbooks",
    title: d.nav.quickbooks,
    icon: "quickbooks",
    screen: page(() => import("./quickbooks/QuickBooks.tsx").then((file) => file.QuickBooks)),
  },
  {
    path: "people",
    role: "manager",
    title: d.nav.people,
    icon: "people",
    screen: page(() => import("./people/People.tsx").then((file) => file.People)),
  },
  {
    path: "settings",
    role: "manager",
    title: d.nav.settings,
    icon: "settings",
    screen: page(() => import("./settings/Settings.tsx").then((file) => file.Settings)),
  },
  {
    path: "setup",
    role: "manager",
    hidden: true,
    title: d.nav.setup,
    icon: "settings",
    screen: page(() => import("./setup/Setup.tsx").then((file) => file.Setup)),
  },
];

export function Desk({ page: path = "today", id, inner }: PageProps & { page?: string }) {
  const mine = pages.filter((one) => atLeast(one.role ?? "supervisor"));
  const current = mine.find((one) => one.path === path);
  if (!atLeast("supervisor")) {
    return (
      <main class="floor-page">
        <EmptyState icon="lock" title={d.notAllowed}>
          <p>{d.notAllowedHow}</p>
          <Button look="main" onClick={() => go("/", { replace: true })}>
            {d.toFloor}
          </Button>
        </EmptyState>
      </main>
    );
  }
  const Screen = current?.screen;
  return (
    <div class="desk">
      <nav class="rail" aria-label={d.navLabel}>
        <p class="rail-company one-line">{me.value?.company.name}</p>
        <ul>
          {mine
            .filter((one) => !one.hidden)
            .map((one) => (
              <li key={one.path}>
                <a
                  class="rail-link"
                  href={`/desk/${one.path}`}
                  aria-current={one.path === path ? "page" : undefined}
                >
                  <Shape d={deskIcons[one.icon]} />
                  <span>{one.title}</span>
                </a>
              </li>
            ))}
        </ul>
        <a class="rail-link rail-floor" href="/">
          <Shape d={deskIcons.floor} />
          <span>{d.nav.floor}</span>
        </a>
      </nav>
      <div class="desk-body">
        <header class="desk-top">
          <SearchBox />
          <SyncLight />
        </header>
        <main id="content" class="desk-main" tabIndex={-1}>
          {path !== "setup" && <NotLive />}
          {Screen && <Screen key={path} {...(id ? { id } : {})} {...(inner ? { inner } : {})} />}
          {!current && <EmptyState icon="search" title={d.noPage} />}
        </main>
      </div>
    </div>
  );
}
