/** Who is signed in on this device, for which company. Kept over a reload without a network. */
import { computed, effect, signal } from "@preact/signals";
import * as calls from "./api/calls.ts";
import { hush, listen } from "./api/events.ts";
import { asProblem, type Problem } from "./api/problem.ts";
import { signedOut } from "./api/request.ts";
import type { Me, Role } from "./api/types.ts";
import { stored } from "./db/stored.ts";

type Session =
  | { state: "loading" }
  | { state: "out" }
  | { state: "in"; me: Me }
  | { state: "failed"; problem: Problem };

export const session = signal<Session>({ state: "loading" });

/** The last person signed in here; scans made offline carry their session. */
const kept = stored<Me | null>("me", null);

export const me = computed(() => (session.value.state === "in" ? session.value.me : null));

const ranks: Record<Role, number> = { operator: 0, supervisor: 1, manager: 2 };

export function atLeast(role: Role): boolean {
  return me.value !== null && ranks[me.value.user.role] >= ranks[role];
}

export async function loadSession(): Promise<void> {
  try {
    enter(await calls.getMe());
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 401 || problem.status === 403) leave();
    else if (kept.value) session.value = { state: "in", me: kept.value };
    else session.value = { state: "failed", problem };
  }
}

/** Asks the server anew: signing in answers with less than the whole session. */
export async function enterNow(): Promise<void> {
  enter(await calls.getMe());
}

function enter(me: Me): void {
  kept.value = me;
  session.value = { state: "in", me };
  listen();
}

function leave(): void {
  kept.value = null;
  session.value = { state: "out" };
  hush();
}

export async function signOut(): Promise<void> {
  await calls.signOut().catch(() => undefined);
  leave();
}

effect(() => {
  if (signedOut.value > 0 && session.peek().state === "in") leave();
});
