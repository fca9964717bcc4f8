/**
 * News from the server: what changed, never the data itself. Screens say which names they care
 * about and re-read what they show; a burst of news becomes one re-read 250 ms later. After a lost
 * connection everything is re-read, because what was missed is unknown.
 */
import { signal } from "@preact/signals";

export const eventNames = [
  "stock.changed",
  "document.changed",
  "order.changed",
  "sync.settled",
  "sync.changed",
  "catalog.changed",
  "access.changed",
  "reconcile.changed",
  "reconcile.finished",
  "onboarding.changed",
] as const;

export type EventName = (typeof eventNames)[number];

const QUIET_MS = 250;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

type Listener = { names: readonly EventName[]; tell: () => void };

const listeners = new Set<Listener>();
const changed = new Set<EventName>();
let timer: ReturnType<typeof setTimeout> | undefined;
let source: EventSource | undefined;
let wanted = false;
let retryMs = FIRST_RETRY_MS;
/** Something may have happened that we were not told: read all of it anew once the stream is open. */
let missed = false;

/** Whether the server is telling us news right now. */
export const connected = signal(false);

/** Calls `tell` after any of `names` happened. Returns the way to stop. */
export function onEvents(names: readonly EventName[], tell: () => void): () => void {
  const listener = { names, tell };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function announce(...names: readonly EventName[]): void {
  for (const name of names) changed.add(name);
  if (timer === undefined) timer = setTimeout(deliver, QUIET_MS);
}

function deliver(): void {
  timer = undefined;
  const news = new Set(changed);
  changed.clear();
  for (const listener of [...listeners]) {
    if (listener.names.some((name) => news.has(name))) listener.tell();
  }
}

/** Opens the stream, at once when the network is back; called again it does nothing. */
export function listen(): void {
  if (source || typeof EventSource === "undefined") return;
  wanted = true;
  addEventListener("online", again);
  const stream = new EventSource("/api/events");
  source = stream;
  stream.onopen = () => {
    retryMs = FIRST_RETRY_MS;
    connected.value = true;
    if (missed) announce(...eventNames);
    missed = false;
  };
  stream.onerror = () => {
    connected.value = false;
    missed = true;
    // A browser retries a dropped stream by itself, but gives up for good on an error status.
    if (stream.readyState !== EventSource.CLOSED || source !== stream) return;
    source = undefined;
    setTimeout(again, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };
  stream.addEventListener("resync", () => announce(...eventNames));
  for (const name of eventNames) stream.addEventListener(name, () => announce(name));
}

function again(): void {
  if (wanted) listen();
}

/** Closes the stream: signed out, there is nobody to tell. */
export function hush(): void {
  wanted = false;
  source?.close();
  source = undefined;
  missed = true;
  connected.value = false;
}
