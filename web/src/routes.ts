/** Every address of the app and what shows it. Each task is a file of its own, fetched ahead. */
import type { ComponentType } from "preact";
import { Home } from "./floor/home/Home.tsx";
import { loadSheet } from "./floor/SyncPill.tsx";
import { match } from "./router.ts";
import { lazy } from "./ui/lazy.tsx";

type Params = Record<string, string>;
type Screen = ComponentType<Params>;
type Route = { pattern: string; screen: Screen };

const loadReceive = () =>
  import("./floor/receive/Receive.tsx").then((file) => file.Receive as Screen);
const loadPick = () => import("./floor/pick/Pick.tsx").then((file) => file.Pick as Screen);
const loadPack = () => import("./floor/pack/Pack.tsx").then((file) => file.Pack as Screen);
const loadCount = () => import("./floor/count/Count.tsx").then((file) => file.Count as Screen);
const loadLookup = () => import("./floor/lookup/Lookup.tsx").then((file) => file.Lookup as Screen);
const loadMove = () => import("./floor/move/Move.tsx").then((file) => file.Move as Screen);
const loadTransfer = () =>
  import("./floor/move/Transfer.tsx").then((file) => file.Transfer as Screen);
const loadAdjust = () => import("./floor/move/Adjust.tsx").then((file) => file.Adjust as Screen);

const Receive = lazy(loadReceive);
const Pick = lazy(loadPick);
const Pack = lazy(loadPack);
const Count = lazy(loadCount);
const Lookup = lazy(loadLookup);
const Move = lazy(loadMove);
const Transfer = lazy(loadTransfer);
const Adjust = lazy(loadAdjust);
const Desk = lazy(() => import("./manage/Desk.tsx").then((file) => file.Desk as Screen));
const Barcodes = lazy(() => import("./print/Barcodes.tsx").then((file) => file.Barcodes as Screen));

const routes: Route[] = [
  { pattern: "", screen: Home },
  { pattern: "/receive", screen: Receive },
  { pattern: "/receive/:id", screen: Receive },
  { pattern: "/pick", screen: Pick },
  { pattern: "/pick/:id", screen: Pick },
  { pattern: "/pack", screen: Pack },
  { pattern: "/pack/:id", screen: Pack },
  { pattern: "/count", screen: Count },
  { pattern: "/count/:id", screen: Count },
  { pattern: "/lookup", screen: Lookup },
  { pattern: "/move", screen: Move },
  { pattern: "/transfer", screen: Transfer },
  { pattern: "/transfer/:id", screen: Transfer },
  { pattern: "/adjust", screen: Adjust },
  { pattern: "/adjust/:id", screen: Adjust },
  { pattern: "/desk", screen: Desk },
  { pattern: "/desk/:page", screen: Desk },
  { pattern: "/desk/:page/:id", screen: Desk },
  { pattern: "/desk/:page/:id/:inner", screen: Desk },
  { pattern: "/print/barcodes", screen: Barcodes },
];

export function routeFor(path: string): { screen: Screen; params: Params } | null {
  for (const { pattern, screen } of routes) {
    const params = match(pattern, path);
    if (params) return { screen, params };
  }
  return null;
}

/** Fetches the floor's tasks while nobody waits for them. */
export function fetchAhead(): void {
  for (const load of [
    loadReceive,
    loadPick,
    loadPack,
    loadCount,
    loadLookup,
    loadSheet,
    loadMove,
    loadTransfer,
    loadAdjust,
  ]) {
    void load().catch(() => undefined);
  }
}
