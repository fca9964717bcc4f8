/** The parts of the sync centre, in the order of its tabs. A new part adds one entry here. */
import type { ComponentType } from "preact";
import type { SyncStatus } from "../../api/sync.ts";
import type { Role } from "../../api/types.ts";
import { lazy } from "../../ui/lazy.tsx";
import { d } from "../words.ts";
import { Waiting } from "./Waiting.tsx";

/** `id` is what follows the tab in the address: `/desk/quickbooks/documents/<id>`. */
export type TabProps = { id?: string };

export type Tab = {
  path: string;
  title: string;
  screen: ComponentType<TabProps>;
  /** What the tab counts for attention; 0 shows nothing. */
  badge?: (status: SyncStatus) => number;
  /** Left out: supervisors may see it as well. */
  role?: Role;
};

const screen = (load: () => Promise<ComponentType<TabProps>>) => lazy(load, Waiting());

export const tabs: Tab[] = [
  {
    path: "needs",
    title: d.quickbooks.tabs.needs,
    screen: screen(() => import("./NeedsYou.tsx").then((file) => file.NeedsYou)),
    badge: (status) => status.counts.held,
  },
  {
    path: "preflight",
    title: d.quickbooks.tabs.preflight,
    screen: screen(() => import("./Findings.tsx").then((file) => file.Findings)),
  },
  {
    path: "documents",
    title: d.quickbooks.tabs.documents,
    screen: screen(() => import("./Documents.tsx").then((file) => file.Documents)),
  },
  {
    path: "duplicates",
    title: d.quickbooks.tabs.duplicates,
    screen: screen(() => import("./Duplicates.tsx").then((file) => file.Duplicates)),
  },
  {
    path: "activity",
    title: d.quickbooks.tabs.activity,
    screen: screen(() => import("./Activity.tsx").then((file) => file.Activity)),
  },
  {
    path: "mapping",
    title: d.quickbooks.tabs.mapping,
    screen: screen(() => import("./mapping/Mapping.tsx").then((file) => file.Mapping)),
  },
  {
    path: "reconcile",
    title: d.quickbooks.tabs.reconcile,
    screen: screen(() => import("./reconcile/Reconcile.tsx").then((file) => file.Reconcile)),
  },
  {
    path: "connection",
    role: "manager",
    title: d.quickbooks.tabs.connection,
    screen: screen(() => import("./Connection.tsx").then((file) => file.Connection)),
  },
];

/** What `/desk/quickbooks` shows. */
export const FIRST = "documents";
